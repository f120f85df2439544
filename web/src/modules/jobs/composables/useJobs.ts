import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import type { paths } from '@/api/schema'
import type { Job, JobCount } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

export type JobFilters = NonNullable<paths['/api/jobs']['get']['parameters']['query']>

/** Most jobs take a moment; somebody who watches should see it. */
const SECONDS = 5

/** One page of the salon's jobs: those that were given up first. */
export function useJobs(filters: MaybeRefOrGetter<JobFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['jobs', 'list', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/jobs', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
  })
  useAutoRefresh(() => refetch(), SECONDS)
  return {
    jobs: computed<Job[]>(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}

/** How many jobs there are of each kind, and how they stand; nothing until that is known. */
export function useJobCounts() {
  const { data, refetch } = useQuery({
    key: ['jobs', 'counts'],
    query: () => fetchData(client.GET('/api/jobs/counts')),
  })
  useAutoRefresh(() => refetch(), SECONDS)
  return { counts: computed<JobCount[] | undefined>(() => data.value) }
}
