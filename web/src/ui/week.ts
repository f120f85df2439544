import type { WeeklyHours } from '@/api/types'
import { minutesOfWallTime, type SalonDate } from './salonClock'

/** Weeks that take turns: the week of Monday, 5 January 1970 was an A week, the next a B week, and so on. */
export type Turn = 'A' | 'B'

/** A window of one day, as it is typed. */
export interface DayWindow {
  weekday: number
  startsAt: string
  endsAt: string
}

/** A week while it is edited. Where weeks do not take turns, only A counts. */
export interface EditedWeek {
  takesTurns: boolean
  A: DayWindow[]
  B: DayWindow[]
}

/** What is wrong with a window. */
export type WindowProblem = 'missing' | 'same' | 'overlap'

const DAY = 24 * 60

/** Whether a date lies in an A or in a B week. */
export function turnOf(date: SalonDate): Turn {
  const days = Date.parse(`${date}T00:00:00Z`) / 86_400_000
  // Day 4 after 1 January 1970 was the first Monday.
  return Math.abs(Math.floor((days - 4) / 7)) % 2 === 0 ? 'A' : 'B'
}

/** The windows that count in one of the two weeks. */
export function inWeek(windows: WeeklyHours[], turn: Turn): WeeklyHours[] {
  return windows.filter(({ weeks = 'EVERY' }) => weeks === 'EVERY' || weeks === turn)
}

/** Makes a week ready to be edited. */
export function readWeek(windows: WeeklyHours[]): EditedWeek {
  const plain = ({ weekday, startsAt, endsAt }: WeeklyHours): DayWindow => ({ weekday, startsAt, endsAt })
  const takesTurns = windows.some(({ weeks = 'EVERY' }) => weeks !== 'EVERY')
  return { takesTurns, A: inWeek(windows, 'A').map(plain), B: inWeek(windows, 'B').map(plain) }
}

/** The week as the server keeps it: what both weeks have counts in every week. */
export function writeWeek({ takesTurns, A, B }: EditedWeek): WeeklyHours[] {
  if (!takesTurns) return A.map((window) => ({ ...window, weeks: 'EVERY' }))
  const has = (week: DayWindow[], window: DayWindow) => week.some((other) => isSame(other, window))
  return [
    ...A.map((window): WeeklyHours => ({ ...window, weeks: has(B, window) ? 'EVERY' : 'A' })),
    ...B.filter((window) => !has(A, window)).map((window): WeeklyHours => ({ ...window, weeks: 'B' })),
  ]
}

function isSame(one: DayWindow, other: DayWindow): boolean {
  return one.weekday === other.weekday && one.startsAt === other.startsAt && one.endsAt === other.endsAt
}

/** What is wrong with each window, by its place; nothing where it is right. Overlaps are found within a weekday. */
export function problemsOf(windows: Omit<DayWindow, 'weekday'>[] | DayWindow[]): (WindowProblem | undefined)[] {
  const weekdayOf = (window: Omit<DayWindow, 'weekday'> & { weekday?: number }) => window.weekday ?? 0
  return windows.map((window, place) => {
    if (!window.startsAt || !window.endsAt) return 'missing'
    const span = spanOf(window)
    if (span.to === span.from) return 'same'
    const overlaps = windows.slice(0, place).some((other) => {
      if (weekdayOf(other) !== weekdayOf(window) || !other.startsAt || !other.endsAt) return false
      const before = spanOf(other)
      return span.from < before.to && before.from < span.to
    })
    return overlaps ? 'overlap' : undefined
  })
}

/** Whether a week can be saved. */
export function isWeekRight(windows: WeeklyHours[]): boolean {
  const { A, B } = readWeek(windows)
  return [A, B].every((week) => problemsOf(week).every((problem) => problem === undefined))
}

function spanOf({ startsAt, endsAt }: { startsAt: string; endsAt: string }): { from: number; to: number } {
  const from = minutesOfWallTime(startsAt)
  const to = minutesOfWallTime(endsAt)
  return { from, to: to < from ? to + DAY : to }
}

/** A time field has no 24:00: midnight at the end of a window is shown as 00:00. */
export function shownEnd(endsAt: string): string {
  return endsAt === '24:00' ? '00:00' : endsAt
}

/** The other way round: a window that ends at 00:00 ends with its day. */
export function typedEnd(endsAt: string): string {
  return endsAt === '00:00' ? '24:00' : endsAt
}

/** A window for a day that has these: after the last of them, or an ordinary working day. */
export function nextWindow(weekday: number, windows: DayWindow[]): DayWindow {
  const ends = windows.filter((window) => window.weekday === weekday && window.endsAt).map((window) => spanOf(window).to)
  const last = Math.max(...ends, 0)
  if (last === 0) return { weekday, startsAt: '09:00', endsAt: '18:00' }
  const from = Math.min(last + 60, DAY - 60)
  return { weekday, startsAt: wallTime(from), endsAt: wallTime(Math.min(from + 240, DAY)) }
}

function wallTime(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
