import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData, fetchFile, fetchNothing } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { Customer, CustomerChange, CustomerProfile } from '@/api/types'
import { useBookChanged } from '@/modules/appointments'
import { saveFile } from '@/ui/saveFile'

/** What is done with a customer. Each action says that it went well, or hands out why it did not. */
export function useCustomerActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const bookChanged = useBookChanged()
  const isBusy = ref(false)
  const failure = ref<ApiError | null>(null)

  async function act<Result>(work: () => Promise<Result>, done: string): Promise<Result | null> {
    isBusy.value = true
    failure.value = null
    try {
      const result = await work()
      toast.add({ severity: 'success', summary: done, life: 3_000 })
      return result
    } catch (thrown) {
      failure.value = asApiError(thrown)
      return null
    } finally {
      isBusy.value = false
      void cache.invalidateQueries({ key: ['customers'] })
      void cache.invalidateQueries({ key: ['calls'] })
      void bookChanged()
    }
  }

  const at = (id: string) => ({ params: { path: { id } } })
  return {
    isBusy,
    /** Why the last action went wrong. */
    failure,
    add: (body: CustomerProfile): Promise<Customer | null> =>
      act(() => fetchData(client.POST('/api/customers', { body })), t('customers.done.added')),
    change: (id: string, body: CustomerChange) =>
      act(() => fetchData(client.PATCH('/api/customers/{id}', { ...at(id), body })), t('customers.done.changed')),
    remove: (id: string) =>
      act(() => fetchNothing(client.DELETE('/api/customers/{id}', at(id))).then(() => true), t('customers.done.removed')),
    restore: (id: string) =>
      act(() => fetchData(client.POST('/api/customers/{id}/restore', at(id))), t('customers.done.restored')),
    merge: (id: string, otherId: string) =>
      act(() => fetchData(client.POST('/api/customers/{id}/merge', { ...at(id), body: { otherId } })), t('customers.done.merged')),
    erase: (id: string, confirm: string) =>
      act(() => fetchData(client.POST('/api/customers/{id}/erase', { ...at(id), body: { confirm } })), t('customers.done.erased')),
    /** Saves all that is known of a customer as a file. */
    handOut: (id: string, name: string) =>
      act(async () => {
        saveFile(await fetchFile(client.GET('/api/customers/{id}/export', { ...at(id), parseAs: 'blob' })), `${name}.json`)
        return true
      }, t('customers.done.handedOut')),
  }
}
