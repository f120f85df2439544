import { useQuery } from '@pinia/colada'
import { client, fetchData } from '@/api/client'

/** The salon's profile with its opening hours. */
export function useTenant() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['tenant'],
    query: () => fetchData(client.GET('/api/tenant')),
  })
  return { profile: data, error, pending: isPending, retry: () => refetch() }
}
