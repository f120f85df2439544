import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useEmployees } from '@/modules/employees'
import type { SalonDate } from '@/ui/salonClock'
import type { CalendarColumn } from './useCalendar'
import { useShifts } from './useShifts'
import { useVisitsBetween } from './useVisitsBetween'

/** All that the calendar of one day shows: who works, when the salon is open, which visits there are. */
export function useDay(date: MaybeRefOrGetter<SalonDate>) {
  const { employees, error: employeesError, pending: employeesPending, retry: retryEmployees } = useEmployees()
  const stretch = computed(() => ({ from: toValue(date), to: toValue(date) }))
  const { openOn, shiftOf, error: hoursError, pending: hoursPending, retry: retryHours } = useShifts(stretch)
  const { visits, error, pending, refetch } = useVisitsBetween(stretch)

  const columns = computed<CalendarColumn[]>(() => {
    // Whoever has left the team keeps a column on the days on which they still have visits.
    const busy = new Set(visits.value.map((visit) => visit.employee.id))
    return employees.value
      .filter((employee) => employee.isActive || busy.has(employee.id))
      .map((employee) => ({
        key: employee.id, date: toValue(date), employee, shift: shiftOf(employee, toValue(date)),
        visits: visits.value.filter((visit) => visit.employee.id === employee.id),
      }))
  })

  return {
    columns,
    visits,
    openSpans: computed(() => openOn(toValue(date))),
    error: computed(() => error.value ?? employeesError.value ?? hoursError.value),
    pending: computed(() => employeesPending.value || hoursPending.value),
    visitsPending: pending,
    refresh: () => refetch(),
    retry: () => Promise.all([refetch(), retryEmployees(), retryHours()]),
  }
}
