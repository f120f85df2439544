import { useQueryCache } from '@pinia/colada'
import { shallowRef } from 'vue'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'

/** Notes that somebody has seen to what a call left to do, or has not after all. */
export function useFollowUp() {
  const cache = useQueryCache()
  const failure = shallowRef<ApiError | null>(null)
  const isBusy = shallowRef(false)

  async function mark(id: string, done: boolean): Promise<void> {
    failure.value = null
    isBusy.value = true
    try {
      await fetchData(client.POST('/api/calls/{id}/follow-up', { params: { path: { id } }, body: { done } }))
    } catch (thrown) {
      failure.value = asApiError(thrown)
    } finally {
      isBusy.value = false
      await Promise.all([cache.invalidateQueries({ key: ['calls'] }), cache.invalidateQueries({ key: ['today'] })])
    }
  }

  return { failure, isBusy, mark }
}
