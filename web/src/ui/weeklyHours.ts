import type { WeeklyHours } from '@/api/types'
import { addDays, minutesOfWallTime, weekdayOf, type SalonDate } from './salonClock'
import { inWeek, turnOf } from './week'

/** A span of a day in minutes since midnight; half-open. */
export interface DaySpan {
  from: number
  to: number
}

const DAY = 24 * 60

/**
 * The spans of one weekday (Monday = 1), earliest first. An end before the start lies on the next day: such a
 * window gives its evening to its own day and its small hours to the next.
 */
export function spansOn(weekday: number, hours: WeeklyHours[]): DaySpan[] {
  const dayBefore = weekday === 1 ? 7 : weekday - 1
  return hours
    .flatMap((window) => {
      const { from, to } = readWindow(window)
      if (window.weekday === weekday) return [{ from, to: Math.min(to, DAY) }]
      return window.weekday === dayBefore && to > DAY ? [{ from: 0, to: to - DAY }] : []
    })
    .sort((a, b) => a.from - b.from)
}

/**
 * The spans of one date, earliest first: as `spansOn`, with those windows left out that do not count in its week.
 * What Sunday evening gives to Monday counts by Sunday's week.
 */
export function spansOnDate(date: SalonDate, hours: WeeklyHours[]): DaySpan[] {
  const weekday = weekdayOf(date)
  const own = inWeek(hours, turnOf(date)).filter((window) => window.weekday === weekday)
  const before = inWeek(hours, turnOf(addDays(date, -1))).filter((window) => window.weekday !== weekday)
  return spansOn(weekday, [...own, ...before])
}

/** Minutes worked in a week. */
export function weekTotal(hours: WeeklyHours[]): number {
  return hours.map(readWindow).reduce((sum, { from, to }) => sum + to - from, 0)
}

function readWindow({ startsAt, endsAt }: WeeklyHours): DaySpan {
  const from = minutesOfWallTime(startsAt)
  const to = minutesOfWallTime(endsAt)
  return { from, to: to > from ? to : to + DAY }
}
