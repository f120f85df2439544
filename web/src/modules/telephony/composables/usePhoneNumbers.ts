import { useQuery } from '@pinia/colada'
import { client, fetchData } from '@/api/client'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

/** The salon's numbers, what is being bought, and its own number. Looked at again often: a call may come in at any moment. */
export function usePhoneNumbers() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['phone-numbers'],
    query: () => fetchData(client.GET('/api/phone-numbers')),
  })
  useAutoRefresh(() => refetch(), 4)
  return { telephone: data, error, pending: isPending, retry: () => refetch() }
}
