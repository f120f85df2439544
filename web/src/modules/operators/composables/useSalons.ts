import { useQuery, useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { computed, ref, shallowRef, toValue, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData, fetchPage } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { paths } from '@/api/schema'
import type { LookIn, OperatorTenant, TenantStatus } from '@/api/types'

export type SalonFilters = NonNullable<paths['/api/operator/tenants']['get']['parameters']['query']>

/** One page of all salons, the newest first. */
export function useSalons(filters: MaybeRefOrGetter<SalonFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['operator', 'salons', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/operator/tenants', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
  })
  return {
    salons: computed<OperatorTenant[]>(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}


/** What an operator can do to a salon. Each answers nothing when it failed, and says why in `failure`. */
export function useSalonActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const isBusy = ref(false)
  const failure = shallowRef<ApiError | null>(null)

  async function attempt<Done>(ask: () => Promise<Done>): Promise<Done | null> {
    isBusy.value = true
    failure.value = null
    try {
      return await ask()
    } catch (thrown) {
      failure.value = asApiError(thrown)
      const detail = failure.value.isUnreachable ? t('app.failed.unreachable') : failure.value.message
      toast.add({ severity: 'error', summary: t('operator.failed'), detail, life: 6_000 })
      return null
    } finally {
      isBusy.value = false
      void cache.invalidateQueries({ key: ['operator'] })
    }
  }

  async function setStatus(id: string, status: TenantStatus, reason: string): Promise<OperatorTenant | null> {
    const body = { status, reason }
    const set = await attempt(() => fetchData(client.PUT('/api/operator/tenants/{id}/status', { params: { path: { id } }, body })))
    if (set) {
      const summary = t('operator.set.done', { name: set.name, status: t(`tenants.statuses.${set.status}`) })
      toast.add({ severity: 'success', summary, life: 4_000 })
    }
    return set
  }

  const lookIn = (id: string, reason: string): Promise<LookIn | null> =>
    attempt(() => fetchData(client.POST('/api/operator/tenants/{id}/look-in', { params: { path: { id } }, body: { reason } })))

  return { isBusy, failure, setStatus, lookIn }
}
