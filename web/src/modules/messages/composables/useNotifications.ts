import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { paths } from '@/api/schema'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

export type NotificationFilters = NonNullable<paths['/api/notifications']['get']['parameters']['query']>

/** One page of the messages to customers and stylists, latest first. */
export function useNotifications(filters: MaybeRefOrGetter<NotificationFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['notifications', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/notifications', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
  })
  useAutoRefresh(() => refetch(), 20)
  return {
    messages: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}
