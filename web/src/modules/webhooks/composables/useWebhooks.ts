import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { DeliveryStatus, Webhook, WebhookDelivery } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

/** A salon has ten at most, so they fit on a page. */
const MOST = 100

/** The addresses that are told what happens. */
export function useWebhooks() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['webhooks', 'list'],
    query: () => fetchPage(client.GET('/api/webhooks', { params: { query: { pageSize: MOST } } })),
  })
  return { webhooks: computed<Webhook[]>(() => data.value?.items ?? []), error, pending: isPending, retry: () => refetch() }
}

export interface DeliveryFilters {
  webhookId?: string
  status?: DeliveryStatus
  page: number
}

/** One page of what was told, the latest first. */
export function useDeliveries(filters: MaybeRefOrGetter<DeliveryFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['webhooks', 'deliveries', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/webhook-deliveries', { params: { query: { ...toValue(filters), pageSize: 25 } } })),
    placeholderData: (previous) => previous,
  })
  useAutoRefresh(() => refetch(), 5)
  return {
    deliveries: computed<WebhookDelivery[]>(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}
