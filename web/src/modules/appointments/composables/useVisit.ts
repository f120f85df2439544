import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import type { Appointment } from '@/api/types'
import { useSalon } from '@/modules/tenants'

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
  const { clock } = useSalon()
  const { data } = useQuery({
    key: () => ['appointments', 'parts', toValue(visit)?.visitId ?? '', toValue(visit)?.startsAt ?? ''],
    query: async () => {
      const one = toValue(visit)
      if (!one) return []
      const date = clock.value.dateOf(one.startsAt)
      const query = { customerId: one.customer.id, from: date, to: date, pageSize: 100 }
      const { items } = await fetchPage(client.GET('/api/appointments', { params: { query } }))
      return items.filter((part) => part.visitId === one.visitId)
    },
    enabled: () => Boolean(toValue(visit)?.visitId),
  })
  return computed(() => (toValue(visit)?.visitId && (data.value?.length ?? 0) > 1 ? (data.value ?? []) : []))
}

/** What has been done to a visit, oldest first. */
export function useVisitHistory(id: MaybeRefOrGetter<string>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['appointments', 'history', toValue(id)],
    query: () => fetchData(client.GET('/api/appointments/{id}/history', { params: { path: { id: toValue(id) } } })),
  })
  return { entries: computed(() => data.value ?? []), error, pending: isPending, retry: () => refetch() }
}
