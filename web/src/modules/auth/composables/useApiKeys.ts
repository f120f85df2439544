import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { ApiKey } from '@/api/types'

const PAGE_SIZE = 25

/** One page of the salon's keys, the newest first; those that were taken back too. */
export function useApiKeys(page: () => number) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['api-keys', page()],
    query: () => fetchPage(client.GET('/api/api-keys', { params: { query: { page: page(), pageSize: PAGE_SIZE } } })),
    placeholderData: (previous) => previous,
  })
  const keys = computed<ApiKey[]>(() => data.value?.items ?? [])
  return { keys, pagination: computed(() => data.value?.pagination), error, pending: isPending, retry: () => refetch() }
}
