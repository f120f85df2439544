import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { paths } from '@/api/schema'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

export type AppointmentFilters = NonNullable<paths['/api/appointments']['get']['parameters']['query']>

/** One page of the appointments that match; the page before stays visible while the next is on its way. */
export function useAppointments(filters: MaybeRefOrGetter<AppointmentFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['appointments', 'list', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/appointments', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
  })
  useAutoRefresh(() => refetch(), 60)
  return {
    appointments: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}
