import { addDays, weekdayOf, type SalonDate } from '@/ui/salonClock'

/** The days that can be chosen by name. */
export const RANGES = ['today', 'week', 'last7', 'last30', 'month', 'year', 'custom'] as const
export type RangeName = (typeof RANGES)[number]

export interface DayRange {
  from: SalonDate
  to: SalonDate
}

/** The days of a name, seen from today; weeks begin on Monday, and weeks and months go on to their end. */
export function daysOf(name: Exclude<RangeName, 'custom'>, today: SalonDate): DayRange {
  switch (name) {
    case 'today': return { from: today, to: today }
    case 'week': {
      const from = addDays(today, 1 - weekdayOf(today))
      return { from, to: addDays(from, 6) }
    }
    case 'last7': return { from: addDays(today, -6), to: today }
    case 'last30': return { from: addDays(today, -29), to: today }
    case 'year': return { from: addDays(today, -364), to: today }
    case 'month': {
      const from = `${today.slice(0, 7)}-01`
      return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) }
    }
  }
}

/** How much more or less there is than before, as a share; null where there was nothing before. */
export function changeSince(before: number, now: number): number | null {
  return before === 0 ? null : (now - before) / before
}

/** Lines of single days, put together into weeks or months where there are too many to be seen. */
export function inSteps<Line extends { date: SalonDate }>(days: Line[], sum: (line: Line) => number[]): { date: SalonDate; values: number[] }[] {
  const key = (date: SalonDate) => {
    if (days.length <= 62) return date
    return days.length <= 400 ? addDays(date, 1 - weekdayOf(date)) : `${date.slice(0, 7)}-01`
  }
  const steps = new Map<SalonDate, number[]>()
  for (const day of days) {
    const values = sum(day)
    const known = steps.get(key(day.date))
    steps.set(key(day.date), known ? known.map((value, place) => value + (values[place] ?? 0)) : values)
  }
  return [...steps].map(([date, values]) => ({ date, values }))
}
