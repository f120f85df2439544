import type { WeeklyHours } from '@/api/types'
import { minutesOfWallTime } from './salonClock'

/** A span of a day in minutes since midnight; half-open. */
export interface DaySpan {
  from: number
  to: number
}

/** The spans of one weekday (Monday = 1), earliest first. An end of "00:00" is the end of the day. */
export function spansOn(weekday: number, hours: WeeklyHours[]): DaySpan[] {
  return hours
    .filter((entry) => entry.weekday === weekday)
    .map((entry) => ({ from: minutesOfWallTime(entry.startsAt), to: minutesOfWallTime(entry.endsAt) || 24 * 60 }))
    .sort((a, b) => a.from - b.from)
}

/** Minutes worked in a week. */
export function weekTotal(hours: WeeklyHours[]): number {
  return [1, 2, 3, 4, 5, 6, 7].flatMap((day) => spansOn(day, hours)).reduce((sum, span) => sum + span.to - span.from, 0)
}
