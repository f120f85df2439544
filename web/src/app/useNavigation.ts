import { computed, type ComputedRef } from 'vue'
import { useRole } from '@/modules/auth'
import { navigation, type NavEntry } from './modules'

/** The entries of the navigation that lead somewhere for the person logged in. */
export function useNavigation(): ComputedRef<NavEntry[]> {
  const { isAtLeast } = useRole()
  return computed(() => navigation.filter((entry) => entry.least === undefined || isAtLeast(entry.least)))
}
