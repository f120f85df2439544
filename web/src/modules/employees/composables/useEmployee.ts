import { useQuery } from '@pinia/colada'
import { client, fetchData } from '@/api/client'

/** One person of the team, those who were removed included. */
export function useEmployee(id: () => string) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['employees', 'one', id()],
    query: () => fetchData(client.GET('/api/employees/{id}', { params: { path: { id: id() } } })),
  })
  return { employee: data, error, pending: isPending, retry: () => refetch() }
}
