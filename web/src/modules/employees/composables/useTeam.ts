import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Employee } from '@/api/types'

/** Which part of the team a list shows. */
export type TeamView = 'active' | 'inactive' | 'removed'

/** One page of the team. */
export function useTeam(wanted: () => { view: TeamView; search: string | undefined; page: number }) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['employees', 'team', wanted()],
    query: () => {
      const { view, search, page } = wanted()
      const query = { deleted: view === 'removed', isActive: view === 'removed' ? undefined : view === 'active', search, page, pageSize: 24 }
      return fetchPage(client.GET('/api/employees', { params: { query } }))
    },
    placeholderData: (previous) => previous,
  })
  const team = computed<Employee[]>(() => data.value?.items ?? [])
  return { team, pagination: computed(() => data.value?.pagination), error, pending: isPending, retry: () => refetch() }
}
