import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, ref, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { Rehearsal } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

/** One page of the salon's rehearsals, latest first; asked again while one is under way. */
export function useRehearsals(page: MaybeRefOrGetter<number>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['rehearsals', 'list', toValue(page)],
    query: () => fetchPage(client.GET('/api/ai-assistant/rehearsals', { params: { query: { page: toValue(page), pageSize: 10 } } })),
    placeholderData: (previous) => previous,
  })
  const rehearsals = computed(() => data.value?.items ?? [])
  useAutoRefresh(() => rehearsals.value.some(isRunning) && refetch(), 2)
  return {
    rehearsals,
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}

/** One rehearsal with its calls, as far as they have been held. */
export function useRehearsal(id: MaybeRefOrGetter<string>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['rehearsals', 'one', toValue(id)],
    query: () => fetchData(client.GET('/api/ai-assistant/rehearsals/{id}', { params: { path: { id: toValue(id) } } })),
  })
  useAutoRefresh(() => data.value !== undefined && isRunning(data.value) && refetch(), 2)
  return { rehearsal: data, error, pending: isPending, retry: () => refetch() }
}

/** Starts a rehearsal; answers its id, or nothing when it failed, and says why in `failure`. */
export function useRehearsalStart() {
  const cache = useQueryCache()
  const isBusy = ref(false)
  const failure = shallowRef<ApiError | null>(null)

  async function start(): Promise<string | null> {
    isBusy.value = true
    failure.value = null
    try {
      return (await fetchData(client.POST('/api/ai-assistant/rehearsals'))).id
    } catch (thrown) {
      failure.value = asApiError(thrown)
      return null
    } finally {
      isBusy.value = false
      void cache.invalidateQueries({ key: ['rehearsals', 'list'] })
    }
  }
  return { start, isBusy, failure }
}

export function isRunning({ status }: Pick<Rehearsal, 'status'>): boolean {
  return status === 'RUNNING'
}
