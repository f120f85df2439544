import { useQuery } from '@pinia/colada'
import { client, fetchData } from '@/api/client'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

/** The language models of this installation, how they fare, and what they have cost this month. */
export function useProviders() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['settings', 'providers'],
    query: () => fetchData(client.GET('/api/ai-assistant/providers')),
  })
  useAutoRefresh(() => refetch(), 30)
  return { providers: data, error, pending: isPending, retry: () => refetch() }
}
