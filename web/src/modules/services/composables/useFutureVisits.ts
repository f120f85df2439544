import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchData } from '@/api/client'

/** How many visits of a service are still to come; of none, none. */
export function useFutureVisits(serviceId: () => string | null) {
  const { data } = useQuery({
    key: () => ['services', 'detail', serviceId() ?? ''],
    query: () => fetchData(client.GET('/api/services/{id}', { params: { path: { id: serviceId() ?? '' } } })),
    enabled: () => serviceId() !== null,
  })
  return { futureVisits: computed(() => data.value?.futureVisits ?? 0) }
}
