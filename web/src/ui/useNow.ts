import { useNow as useClock } from '@vueuse/core'
import type { Ref } from 'vue'

/** The present moment, often enough for a clock that shows minutes. */
export function useNow(): Ref<Date> {
  return useClock({ interval: 15_000 })
}
