import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData } from '@/api/client'
import type { Employee } from '@/api/types'
import { useTenant } from '@/modules/tenants'
import type { SalonDate } from '@/ui/salonClock'
import { spansOnDate, type DaySpan } from '@/ui/weeklyHours'
import { spanOf, workingSpans, type OffSpan } from '../dayLayout'

/** When somebody works on a day, and why not at other times. */
export interface Shift {
  working: DaySpan[]
  off: OffSpan[]
}

/**
 * When the salon is open and who works when on these days, with special days, holidays and time off. Until that has come,
 * and if it does not, the weekly hours have to do.
 */
export function useShifts(stretch: MaybeRefOrGetter<{ from: SalonDate; to: SalonDate }>) {
  const { profile, error, pending, retry } = useTenant()
  const { data } = useQuery({
    // Changes with everything that free times change with.
    key: () => ['availability', 'working-days', toValue(stretch).from, toValue(stretch).to],
    query: () => {
      const { from, to } = toValue(stretch)
      return fetchData(client.GET('/api/tenant/working-days', { params: { query: { from, to } } }))
    },
    staleTime: 60_000,
  })
  const days = computed(() => new Map(data.value?.map((day) => [day.day, day])))
  const openingHours = computed(() => profile.value?.openingHours ?? [])

  function openOn(date: SalonDate): DaySpan[] {
    return days.value.get(date)?.windows.map(spanOf) ?? spansOnDate(date, openingHours.value)
  }
  function shiftOf(employee: Employee, date: SalonDate): Shift {
    const known = days.value.get(date)?.people.find(({ employeeId }) => employeeId === employee.id)
    if (!known) return { working: workingSpans(employee, openingHours.value, date), off: [] }
    return { working: known.windows.map(spanOf), off: known.off.map(({ reason, note, ...window }) => ({ ...spanOf(window), reason, note })) }
  }

  return {
    openOn,
    shiftOf,
    /** Why a day has other hours than the week says: a holiday or a special day, with its name or what was noted. */
    exceptionOn: (date: SalonDate) => {
      const day = days.value.get(date)
      return day?.reason ? { reason: day.reason, note: day.note } : null
    },
    error,
    pending,
    retry,
  }
}
