import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'

/** Somebody's days from today on with other hours than in their week. */
export function useOverrides(id: () => string) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['employees', 'overrides', id()],
    query: () => fetchPage(client.GET('/api/employees/{id}/overrides', { params: { path: { id: id() }, query: { pageSize: 100 } } })),
  })
  return { days: computed(() => data.value?.items ?? []), error, pending: isPending, retry: () => refetch() }
}

/** Somebody's time off that is not over. */
export function useTimeOff(id: () => string) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['employees', 'time-off', id()],
    query: () => fetchPage(client.GET('/api/employees/{id}/time-off', { params: { path: { id: id() }, query: { pageSize: 100 } } })),
  })
  return { timeOff: computed(() => data.value?.items ?? []), error, pending: isPending, retry: () => refetch() }
}
