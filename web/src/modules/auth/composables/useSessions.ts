import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Session } from '@/api/types'

/** Where one is logged in: here first, then where it was latest. */
export function useSessions() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['sessions'],
    query: () => fetchPage(client.GET('/api/auth/sessions', { params: { query: { pageSize: 100 } } })),
  })
  const sessions = computed<Session[]>(() => {
    const all = data.value?.items ?? []
    return [...all.filter((one) => one.isCurrent), ...all.filter((one) => !one.isCurrent)]
  })
  return { sessions, error, pending: isPending, retry: () => refetch() }
}
