import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import type { paths } from '@/api/schema'

export type CustomerFilters = NonNullable<paths['/api/customers']['get']['parameters']['query']>

/** One page of the customers that match. */
export function useCustomers(filters: MaybeRefOrGetter<CustomerFilters>, isWanted: MaybeRefOrGetter<boolean> = true) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['customers', 'list', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/customers', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
    enabled: () => toValue(isWanted),
  })
  return {
    customers: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}

/** One customer with the figures of their visits. */
export function useCustomer(id: MaybeRefOrGetter<string>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['customers', 'one', toValue(id)],
    query: () => fetchData(client.GET('/api/customers/{id}', { params: { path: { id: toValue(id) } } })),
  })
  return { customer: data, error, pending: isPending, retry: () => refetch() }
}

/** A customer's visits, the latest first. */
export function useCustomerVisits(id: MaybeRefOrGetter<string>, page: MaybeRefOrGetter<number>) {
  const query = () => ({ customerId: toValue(id), sort: '-startsAt' as const, page: toValue(page), pageSize: 10 })
  const { data, error, isPending, refetch } = useQuery({
    // With all other lists of visits, so that whatever changes one is seen here too.
    key: () => ['appointments', 'of-customer', query()],
    query: () => fetchPage(client.GET('/api/appointments', { params: { query: query() } })),
    placeholderData: (previous) => previous,
  })
  return {
    visits: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    retry: () => refetch(),
  }
}

/** A customer's calls and conversations by text, the latest first. */
export function useCustomerCalls(id: MaybeRefOrGetter<string>, page: MaybeRefOrGetter<number>) {
  const query = () => ({ customerId: toValue(id), page: toValue(page), pageSize: 5 })
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['calls', 'of-customer', query()],
    query: () => fetchPage(client.GET('/api/calls', { params: { query: query() } })),
    placeholderData: (previous) => previous,
  })
  return {
    calls: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    retry: () => refetch(),
  }
}

/** One page of pairs of customers who may be one person. */
export function useDuplicates(page: MaybeRefOrGetter<number>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['customers', 'duplicates', toValue(page)],
    query: () => fetchPage(client.GET('/api/customers/duplicates', { params: { query: { page: toValue(page), pageSize: 25 } } })),
    placeholderData: (previous) => previous,
  })
  return {
    pairs: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    retry: () => refetch(),
  }
}
