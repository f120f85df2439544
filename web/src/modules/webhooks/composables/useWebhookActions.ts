import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData, fetchNothing } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { NewWebhook, WebhookChange } from '@/api/types'

/** What can become of an address. Each answers nothing when it failed, and says why in `failure`. */
export function useWebhookActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const isBusy = ref(false)
  const failure = shallowRef<ApiError | null>(null)

  async function act<Result>(work: () => Promise<Result>, words: string): Promise<Result | null> {
    isBusy.value = true
    failure.value = null
    try {
      const result = await work()
      toast.add({ severity: 'success', summary: words, life: 3_000 })
      return result
    } catch (thrown) {
      failure.value = asApiError(thrown)
      const detail = failure.value.isUnreachable ? t('app.failed.unreachable') : failure.value.message
      toast.add({ severity: 'error', summary: t('webhooks.failed'), detail, life: 6_000 })
      return null
    } finally {
      isBusy.value = false
      void cache.invalidateQueries({ key: ['webhooks'] })
    }
  }

  const path = (id: string) => ({ params: { path: { id } } })
  return {
    isBusy,
    failure,
    add: (body: NewWebhook) => act(() => fetchData(client.POST('/api/webhooks', { body })), t('webhooks.added')),
    change: (id: string, body: WebhookChange, words: string) =>
      act(() => fetchData(client.PATCH('/api/webhooks/{id}', { ...path(id), body })), words),
    makeSecret: (id: string) => act(() => fetchData(client.POST('/api/webhooks/{id}/secret', path(id))), t('webhooks.secret.made')),
    ping: (id: string) => act(() => fetchData(client.POST('/api/webhooks/{id}/ping', path(id))), t('webhooks.pinged')),
    remove: (id: string) => act(() => fetchNothing(client.DELETE('/api/webhooks/{id}', path(id))), t('webhooks.remove.done')),
    replay: (id: string) =>
      act(() => fetchData(client.POST('/api/webhook-deliveries/{id}/replay', path(id))), t('webhooks.deliveries.replayed')),
  }
}
