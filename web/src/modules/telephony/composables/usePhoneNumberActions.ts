import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData, fetchNothing } from '@/api/client'
import { asApiError } from '@/api/error'

/** What can become of a number. Each says whether it was done, and why not. */
export function usePhoneNumberActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const isBusy = ref(false)

  async function act(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    isBusy.value = true
    try {
      await work()
      if (done !== undefined) toast.add({ severity: 'success', summary: done, life: 4_000 })
      return true
    } catch (thrown) {
      const failure = asApiError(thrown)
      const detail = failure.isUnreachable ? t('app.failed.unreachable') : failure.message
      toast.add({ severity: 'error', summary: t('telephony.numbers.failed'), detail, life: 8_000 })
      return false
    } finally {
      isBusy.value = false
      for (const key of ['phone-numbers', 'tenant', 'billing']) void cache.invalidateQueries({ key: [key] })
    }
  }

  const path = (id: string) => ({ params: { path: { id } } })
  return {
    isBusy,
    order: (number: string) => act(() => fetchData(client.POST('/api/phone-numbers/orders', { body: { number } }))),
    dismiss: () => act(() => fetchNothing(client.DELETE('/api/phone-numbers/orders'))),
    check: (id: string) => act(() => fetchData(client.POST('/api/phone-numbers/{id}/check', path(id))), t('telephony.numbers.checked')),
    release: (id: string) => act(() => fetchData(client.POST('/api/phone-numbers/{id}/release', path(id)))),
    keep: (id: string) => act(() => fetchData(client.POST('/api/phone-numbers/{id}/keep', path(id))), t('telephony.numbers.kept')),
    beginTest: () => act(() => fetchData(client.POST('/api/phone-numbers/forwarding/test'))),
    removeForwarding: () => act(() => fetchNothing(client.DELETE('/api/phone-numbers/forwarding')), t('telephony.forwarding.removed')),
  }
}
