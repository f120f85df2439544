import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

/** The secret of a link in an e-mail: what stands behind the `#`, which no server and no other site is told. */
export function useLinkSecret(): ComputedRef<string> {
  const route = useRoute()
  return computed(() => route.hash.slice(1))
}
