import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { asApiError, type ApiError } from '@/api/error'

/** Changing the catalogue: each action says how it went, and refreshes whatever shows it. */
export function useCatalogueActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const isBusy = ref(false)
  /** Why the last action failed. */
  const failure = shallowRef<ApiError | null>(null)

  /** Does it, and hands out what came back; nothing when it failed. */
  async function act<Result>(work: () => Promise<Result>, words: (result: Result) => string): Promise<Result | null> {
    isBusy.value = true
    failure.value = null
    try {
      const result = await work()
      toast.add({ severity: 'success', summary: words(result), life: 4_000 })
      return result
    } catch (thrown) {
      failure.value = asApiError(thrown)
      const detail = failure.value.isUnreachable ? t('app.failed.unreachable') : failure.value.message
      toast.add({ severity: 'error', summary: t('services.actionFailed'), detail, life: 6_000 })
      return null
    } finally {
      isBusy.value = false
      const shown = ['services', 'add-ons', 'resources', 'employees', 'availability']
      void Promise.all(shown.map((key) => cache.invalidateQueries({ key: [key] })))
    }
  }

  return { isBusy, failure, act }
}
