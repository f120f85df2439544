import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Appointment, Employee } from '@/api/types'
import { useEmployees } from '@/modules/employees'
import { useSalon } from '@/modules/tenants'
import type { SalonDate } from '@/ui/salonClock'
import { weekAround } from '../dayLayout'
import { useShifts, type Shift } from './useShifts'
import { useVisitsBetween } from './useVisitsBetween'

export type CalendarView = 'day' | 'week'

/** One column of the calendar: a person on a date. */
export interface CalendarColumn {
  key: string
  date: SalonDate
  employee: Employee
  visits: Appointment[]
  /** When they work, and why not at other times. */
  shift: Shift
}

/** What is looked at: a day of everybody or of one person, or a week of one person. */
export interface CalendarQuestion {
  view: CalendarView
  date: SalonDate
  employeeId: string | null
}

/** The columns of the calendar, with the visits in each. */
export function useCalendar(question: MaybeRefOrGetter<CalendarQuestion>) {
  const { clock } = useSalon()
  const { employees, error: employeesError, pending: employeesPending, retry: retryEmployees } = useEmployees()

  const asked = computed(() => toValue(question))
  /** Of whom the week is: the person asked for, else the first. */
  const weekOwner = computed(() => {
    const active = employees.value.filter((employee) => employee.isActive)
    return employees.value.find((employee) => employee.id === asked.value.employeeId) ?? active[0] ?? null
  })
  const dates = computed(() => (asked.value.view === 'week' ? weekAround(asked.value.date) : [asked.value.date]))
  const stretch = computed(() => ({
    from: dates.value[0] ?? asked.value.date,
    to: dates.value.at(-1) ?? asked.value.date,
    ...(asked.value.view === 'week' && weekOwner.value && { employeeId: weekOwner.value.id }),
  }))
  const { openOn, shiftOf, exceptionOn, error: hoursError, pending: hoursPending, retry: retryHours } = useShifts(stretch)
  const { visits, error, pending, refetch } = useVisitsBetween(stretch, () => asked.value.view === 'day' || weekOwner.value !== null)

  /** Whoever has left the team keeps a column on the days on which they still have visits. */
  const people = computed(() => {
    const busy = new Set(visits.value.map((visit) => visit.employee.id))
    return employees.value.filter((employee) => employee.isActive || busy.has(employee.id))
  })

  /** Columns for these visits: what is being moved may stand elsewhere than the server says. */
  function columnsOf(shown: Appointment[]): CalendarColumn[] {
    const { view, date, employeeId } = asked.value
    if (view === 'week') {
      const employee = weekOwner.value
      if (employee === null) return []
      return dates.value.map((day) => ({
        key: day, date: day, employee, shift: shiftOf(employee, day),
        visits: shown.filter((visit) => visit.employee.id === employee.id && clock.value.dateOf(visit.startsAt) === day),
      }))
    }
    return people.value
      .filter((employee) => employeeId === null || employee.id === employeeId)
      .map((employee) => ({
        key: employee.id, date, employee, shift: shiftOf(employee, date),
        visits: shown.filter((visit) => visit.employee.id === employee.id && clock.value.dateOf(visit.startsAt) === date),
      }))
  }

  return {
    people,
    weekOwner,
    dates,
    visits,
    columnsOf,
    openSpans: computed(() => dates.value.flatMap(openOn)),
    /** Of a single day: why it has other hours than usual. */
    exception: computed(() => (asked.value.view === 'day' ? exceptionOn(asked.value.date) : null)),
    isClosed: computed(() => dates.value.every((date) => openOn(date).length === 0)),
    error: computed(() => error.value ?? employeesError.value ?? hoursError.value),
    pending: computed(() => employeesPending.value || hoursPending.value),
    visitsPending: pending,
    retry: () => Promise.all([refetch(), retryEmployees(), retryHours()]),
  }
}
