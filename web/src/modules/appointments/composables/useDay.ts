import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useEmployees } from '@/modules/employees'
import { useTenant } from '@/modules/tenants'
import type { SalonDate } from '@/ui/salonClock'
import { spansOnDate } from '@/ui/weeklyHours'
import { useVisitsBetween } from './useVisitsBetween'

/** All that the calendar of one day shows: who works, when the salon is open, which visits there are. */
export function useDay(date: MaybeRefOrGetter<SalonDate>) {
  const { employees, error: employeesError, pending: employeesPending, retry: retryEmployees } = useEmployees()
  const { profile, error: profileError, pending: profilePending, retry: retryProfile } = useTenant()
  const { visits, error, pending, refetch } = useVisitsBetween(() => ({ from: toValue(date), to: toValue(date) }))

  const openingHours = computed(() => profile.value?.openingHours ?? [])
  const columns = computed(() => {
    // Whoever has left the team keeps a column on the days on which they still have visits.
    const busy = new Set(visits.value.map((visit) => visit.employee.id))
    return employees.value.filter((employee) => employee.isActive || busy.has(employee.id))
  })

  return {
    columns,
    visits,
    openingHours,
    openSpans: computed(() => spansOnDate(toValue(date), openingHours.value)),
    error: computed(() => error.value ?? employeesError.value ?? profileError.value),
    pending: computed(() => employeesPending.value || profilePending.value),
    visitsPending: pending,
    refresh: () => refetch(),
    retry: () => Promise.all([refetch(), retryEmployees(), retryProfile()]),
  }
}
