import { useQuery } from '@pinia/colada'
import { client, fetchData } from '@/api/client'

/** How one's second factor stands. */
export function useTwoFactor() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['two-factor'],
    query: () => fetchData(client.GET('/api/auth/two-factor')),
  })
  return { state: data, error, pending: isPending, retry: () => refetch() }
}
