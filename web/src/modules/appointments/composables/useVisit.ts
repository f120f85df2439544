import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData } from '@/api/client'

/** One visit with the messages sent about it. */
export function useVisit(id: MaybeRefOrGetter<string>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['appointments', 'one', toValue(id)],
    query: () => fetchData(client.GET('/api/appointments/{id}', { params: { path: { id: toValue(id) } } })),
  })
  return { visit: data, error, pending: isPending, retry: () => refetch() }
}
