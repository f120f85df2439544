import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchData } from '@/api/client'

/** For how long a time is offered to somebody before it goes to the next; nothing while it is not known. */
export function useOfferMinutes() {
  const { data } = useQuery({
    key: ['tenant', 'booking-rules'],
    query: () => fetchData(client.GET('/api/tenant/booking-rules')),
    staleTime: 60_000,
  })
  return computed(() => data.value?.waitlistOfferMinutes ?? null)
}
