import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { asApiError } from '@/api/error'
import { useProblemWords } from './useProblemWords'

/** Does something that has no form, says how it went, and asks anew whatever is listed under these keys. */
export function useAct(...keys: string[]) {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const words = useProblemWords()
  const isBusy = ref(false)

  function changed(): void {
    for (const key of keys) void cache.invalidateQueries({ key: [key] })
  }

  function say(summary: string): void {
    toast.add({ severity: 'success', summary, life: 4_000 })
  }

  /** Whether it was done. */
  async function act(work: () => Promise<unknown>, done: string): Promise<boolean> {
    isBusy.value = true
    try {
      await work()
      say(done)
      return true
    } catch (thrown) {
      toast.add({ severity: 'error', summary: t('auth.failed'), detail: words(asApiError(thrown)), life: 6_000 })
      return false
    } finally {
      isBusy.value = false
      // Also when it failed: what was refused may be so because the list is old.
      changed()
    }
  }

  return { isBusy, act, changed, say }
}
