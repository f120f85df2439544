import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchPage } from '@/api/client'
import { useEmployees } from '@/modules/employees'
import { useTenant } from '@/modules/tenants'
import { useAutoRefresh } from '@/ui/useAutoRefresh'
import { weekdayOf, type SalonDate } from '@/ui/salonClock'
import { spansOn } from '@/ui/weeklyHours'
import { isInBook } from '../dayLayout'

/** All that the calendar of one day shows: who works, when the salon is open, which visits there are. */
export function useDay(date: MaybeRefOrGetter<SalonDate>) {
  const { employees, error: employeesError, pending: employeesPending, retry: retryEmployees } = useEmployees()
  const { profile, error: profileError, pending: profilePending, retry: retryProfile } = useTenant()
  const visits = useQuery({
    key: () => ['appointments', 'day', toValue(date)],
    query: () =>
      fetchPage(
        client.GET('/api/appointments', { params: { query: { from: toValue(date), to: toValue(date), pageSize: 100 } } }),
      ),
    // While the next day is on its way its columns stand empty: yesterday's visits would be wrong there.
  })
  useAutoRefresh(() => visits.refetch(), 20)

  const openingHours = computed(() => profile.value?.openingHours ?? [])
  const inBook = computed(() => (visits.data.value?.items ?? []).filter(isInBook))
  const columns = computed(() => {
    // Whoever has left the team keeps a column on the days on which they still have visits.
    const busy = new Set(inBook.value.map((visit) => visit.employee.id))
    return employees.value.filter((employee) => employee.isActive || busy.has(employee.id))
  })

  return {
    columns,
    visits: inBook,
    openingHours,
    openSpans: computed(() => spansOn(weekdayOf(toValue(date)), openingHours.value)),
    error: computed(() => visits.error.value ?? employeesError.value ?? profileError.value),
    pending: computed(() => employeesPending.value || profilePending.value),
    visitsPending: visits.isPending,
    refresh: () => visits.refetch(),
    retry: () => Promise.all([visits.refetch(), retryEmployees(), retryProfile()]),
  }
}
