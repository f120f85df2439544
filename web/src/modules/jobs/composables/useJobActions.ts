import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData, fetchNothing } from '@/api/client'
import { asApiError } from '@/api/error'
import type { Job } from '@/api/types'

/** What can be done about a job that was given up. Each says whether it was done. */
export function useJobActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  /** The job, or the kind, at which something is being done. */
  const busy = ref<string | null>(null)

  async function act(what: string, work: () => Promise<string>): Promise<boolean> {
    busy.value = what
    try {
      toast.add({ severity: 'success', summary: await work(), life: 3_000 })
      return true
    } catch (thrown) {
      const error = asApiError(thrown)
      const detail = error.isUnreachable ? t('app.failed.unreachable') : error.message
      toast.add({ severity: 'error', summary: t('jobs.failed'), detail, life: 6_000 })
      return false
    } finally {
      busy.value = null
      void cache.invalidateQueries({ key: ['jobs'] })
    }
  }

  return {
    busy,
    retry: ({ id }: Job) => act(id, async () => {
      await fetchData(client.POST('/api/jobs/{id}/retry', { params: { path: { id } } }))
      return t('jobs.retried', 1)
    }),
    retryAll: (kind: string) => act(kind, async () => {
      const { retried, unreadable } = await fetchData(client.POST('/api/jobs/retry', { body: { kind } }))
      const words = t('jobs.retried', retried)
      return unreadable > 0 ? `${words} ${t('jobs.unreadable', unreadable)}` : words
    }),
    discard: ({ id }: Job) => act(id, async () => {
      await fetchNothing(client.DELETE('/api/jobs/{id}', { params: { path: { id } } }))
      return t('jobs.discarded')
    }),
  }
}
