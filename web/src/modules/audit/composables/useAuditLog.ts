import { useQuery } from '@pinia/colada'
import { computed, ref, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { paths } from '@/api/schema'
import type { AuditEntry, AuditVerification } from '@/api/types'

export type AuditFilters = NonNullable<paths['/api/audit-log']['get']['parameters']['query']>

/** One page of what was done in the salon, the latest first. */
export function useAuditLog(filters: MaybeRefOrGetter<AuditFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['audit-log', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/audit-log', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
  })
  return {
    entries: computed<AuditEntry[]>(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}

/** Whether the log is as it was written; only asked when somebody wants to know, because it reads the whole log. */
export function useVerification() {
  const verification = shallowRef<AuditVerification | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  const isChecking = ref(false)

  async function check(): Promise<void> {
    isChecking.value = true
    verification.value = failure.value = null
    try {
      verification.value = await fetchData(client.GET('/api/audit-log/verification'))
    } catch (thrown) {
      failure.value = asApiError(thrown)
    } finally {
      isChecking.value = false
    }
  }

  return { verification, failure, isChecking, check }
}
