import { useQuery } from '@pinia/colada'
import { client, fetchData } from '@/api/client'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

/** Today's figures, next visits and latest calls; kept fresh while the page is looked at. */
export function useToday() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['today'],
    query: async () => ({ ...(await fetchData(client.GET('/api/reports/today'))), askedAt: new Date() }),
  })
  useAutoRefresh(() => refetch(), 20)
  return { today: data, error, pending: isPending, retry: () => refetch() }
}
