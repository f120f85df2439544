import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import type { Invoice } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

/** What the salon pays, and what it has used. */
export function useBilling(seconds = 60) {
  const { data, error, isPending, refetch } = useQuery({
    key: ['billing', 'state'],
    query: () => fetchData(client.GET('/api/billing')),
  })
  useAutoRefresh(() => refetch(), seconds)
  return { billing: data, error, pending: isPending, retry: () => refetch() }
}

/** One page of the salon's invoices, the newest first. */
export function useInvoices(page: MaybeRefOrGetter<number>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['billing', 'invoices', toValue(page)],
    query: () => fetchPage(client.GET('/api/billing/invoices', { params: { query: { page: toValue(page), pageSize: 12 } } })),
    placeholderData: (previous) => previous,
  })
  return {
    invoices: computed<Invoice[]>(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    retry: () => refetch(),
  }
}
