import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Employee } from '@/api/types'

/** Everybody who works in the salon, with their week. */
export function useEmployees() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['employees'],
    query: () => fetchPage(client.GET('/api/employees', { params: { query: { pageSize: 100 } } })),
    staleTime: 60_000,
  })
  const employees = computed<Employee[]>(() => data.value?.items ?? [])
  return { employees, error, pending: isPending, retry: () => refetch() }
}
