import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'
import { watch } from 'vue'

/** Asks again from time to time while somebody is looking, and at once when somebody looks again. */
export function useAutoRefresh(refresh: () => unknown, everySeconds: number): void {
  const visibility = useDocumentVisibility()
  const timer = useIntervalFn(() => void refresh(), everySeconds * 1000)
  watch(visibility, (state) => {
    if (state !== 'visible') return timer.pause()
    void refresh()
    timer.resume()
  })
}
