import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import type { Appointment } from '@/api/types'

/** One visit with the messages sent about it. */
export function useVisit(id: MaybeRefOrGetter<string>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['appointments', 'one', toValue(id)],
    query: () => fetchData(client.GET('/api/appointments/{id}', { params: { path: { id: toValue(id) } } })),
  })
  return { visit: data, error, pending: isPending, retry: () => refetch() }
}

/** All services of the visit to which this one belongs, in order of time; nothing when it stands alone. */
export function useVisitParts(visit: MaybeRefOrGetter<Appointment | undefined>) {
  const visitId = () => toValue(visit)?.visitId ?? ''
  const { data, isPending } = useQuery({
    key: () => ['appointments', 'parts', visitId()],
    query: () => fetchVisitParts(visitId()),
    enabled: () => visitId() !== '',
  })
  return {
    parts: computed(() => (visitId() !== '' && (data.value?.length ?? 0) > 1 ? (data.value ?? []) : [])),
    pending: computed(() => visitId() !== '' && isPending.value),
  }
}

/** All services of a visit, in order of time, those called off included. */
export async function fetchVisitParts(visitId: string): Promise<Appointment[]> {
  const { items } = await fetchPage(client.GET('/api/appointments', { params: { query: { visitId, pageSize: 100 } } }))
  return items
}

/** What has been done to a visit, oldest first. */
export function useVisitHistory(id: MaybeRefOrGetter<string>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['appointments', 'history', toValue(id)],
    query: () => fetchData(client.GET('/api/appointments/{id}/history', { params: { path: { id: toValue(id) } } })),
  })
  return { entries: computed(() => data.value ?? []), error, pending: isPending, retry: () => refetch() }
}
