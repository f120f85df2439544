import { useQuery, useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { computed, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData, fetchPage } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { SpecialDay, VisitsOutsideHours } from '@/api/types'
import { useRole } from '@/modules/auth'

/** Days ahead on which the salon has hours of its own. */
export function useSpecialDays() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['special-days'],
    query: () => fetchPage(client.GET('/api/tenant/overrides', { params: { query: { pageSize: 100 } } })),
  })
  const days = computed<SpecialDay[]>(() => data.value?.items ?? [])
  return { days, error, pending: isPending, retry: () => refetch() }
}

/** The public holidays of a year, and which of them the salon keeps. */
export function useHolidays(year: () => number) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['holidays', year()],
    query: () => fetchData(client.GET('/api/tenant/holidays', { params: { query: { year: year() } } })),
    placeholderData: (previous) => previous,
  })
  return { holidays: data, error, pending: isPending, retry: () => refetch() }
}

/** How visits can be booked. */
export function useBookingRules() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['booking-rules'],
    query: () => fetchData(client.GET('/api/tenant/booking-rules')),
  })
  return { rules: data, error, pending: isPending, retry: () => refetch() }
}

/** How the receptionist greets, and which messages go out; with the version that a change is made of. */
export function useSettings() {
  const { data, error, isPending, refetch } = useQuery({
    key: ['settings'],
    query: () => fetchData(client.GET('/api/tenant/settings')),
  })
  return { settings: data, error, pending: isPending, retry: () => refetch() }
}

/** Changing the salon's settings: each action says how it went, and refreshes whatever depends on them. */
export function useSettingsActions() {
  const { t } = useI18n()
  const toast = useToast()
  const cache = useQueryCache()
  const { mayManage: canEdit } = useRole()
  const isBusy = ref(false)
  /** Why the last action failed. */
  const failure = shallowRef<ApiError | null>(null)
  /** The visits that the last change of hours has left outside. */
  const outside = shallowRef<VisitsOutsideHours | null>(null)

  /** Does it, and hands out what came back; nothing when it failed. */
  async function act<Result>(work: () => Promise<Result>, words: () => string): Promise<Result | null> {
    isBusy.value = true
    failure.value = null
    try {
      const result = await work()
      if (hasOutside(result)) outside.value = result.visitsOutsideHours.count > 0 ? result.visitsOutsideHours : null
      toast.add({ severity: 'success', summary: words(), life: 4_000 })
      return result
    } catch (thrown) {
      failure.value = asApiError(thrown)
      const detail = failure.value.isUnreachable ? t('app.failed.unreachable') : failure.value.message
      toast.add({ severity: 'error', summary: t('tenants.failed'), detail, life: 6_000 })
      return null
    } finally {
      isBusy.value = false
      const shown = ['tenant', 'special-days', 'holidays', 'booking-rules', 'availability', 'settings']
      void Promise.all(shown.map((key) => cache.invalidateQueries({ key: [key] })))
    }
  }

  return { isBusy, failure, outside, canEdit, act }
}

function hasOutside(result: unknown): result is { visitsOutsideHours: VisitsOutsideHours } {
  return typeof result === 'object' && result !== null && 'visitsOutsideHours' in result
}
