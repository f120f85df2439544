/**
 * Where each visit stands in the calendar of one day: pure geometry in minutes, no pixels.
 * Positions follow the salon's wall clock; lengths are the minutes that really pass, so a visit across a clock
 * change is as long as it takes.
 */
import type { Appointment, Employee, WeeklyHours } from '@/api/types'
import { minutesBetween, weekdayOf, type SalonClock, type SalonDate } from '@/ui/salonClock'
import { spansOn, type DaySpan } from '@/ui/weeklyHours'

export interface PlacedVisit {
  visit: Appointment
  /** Minutes since midnight on the wall clock. */
  start: number
  minutes: number
  /** Visits at the same time stand side by side, each in a lane. */
  lane: number
  lanes: number
}

/** A block cannot be drawn lower than this, so visits closer than this share their width. */
const SHORTEST_BLOCK = 15

/** Places one person's visits. A half-open day: back-to-back visits do not overlap. */
export function placeVisits(visits: Appointment[], clock: SalonClock): PlacedVisit[] {
  const placed = visits
    .map((visit) => ({
      visit,
      start: clock.minutesOf(visit.startsAt),
      minutes: minutesBetween(visit.startsAt, visit.endsAt),
      lane: 0,
      lanes: 1,
    }))
    .sort((a, b) => a.start - b.start || b.minutes - a.minutes)

  let group: PlacedVisit[] = []
  let groupEnd = -Infinity
  for (const block of placed) {
    if (block.start >= groupEnd) group = []
    const taken = new Set(group.filter((other) => bottomOf(other) > block.start).map((other) => other.lane))
    while (taken.has(block.lane)) block.lane += 1
    group.push(block)
    groupEnd = Math.max(...group.map(bottomOf))
    const lanes = Math.max(...group.map((other) => other.lane)) + 1
    for (const other of group) other.lanes = lanes
  }
  return placed
}

function bottomOf(block: PlacedVisit): number {
  return block.start + Math.max(block.minutes, SHORTEST_BLOCK)
}

/** The hours to draw: opening hours and everything that lies outside them, in whole hours. */
export function visibleHours(spans: DaySpan[], blocks: PlacedVisit[]): { from: number; to: number } {
  const starts = [...spans.map((span) => span.from), ...blocks.map((block) => block.start)]
  const ends = [...spans.map((span) => span.to), ...blocks.map((block) => block.start + block.minutes)]
  if (starts.length === 0) return { from: 9, to: 18 }
  return {
    from: Math.max(0, Math.floor(Math.min(...starts) / 60)),
    to: Math.min(24, Math.ceil(Math.max(...ends) / 60)),
  }
}

/** When a person can be booked on a day: their own hours, within the salon's. */
export function workingSpans(employee: Employee, openingHours: WeeklyHours[], date: SalonDate): DaySpan[] {
  const weekday = weekdayOf(date)
  const open = spansOn(weekday, openingHours)
  return spansOn(weekday, employee.weeklyHours).flatMap((own) =>
    open
      .map((span) => ({ from: Math.max(own.from, span.from), to: Math.min(own.to, span.to) }))
      .filter((span) => span.from < span.to),
  )
}

/** Cancelled visits free their time, so the calendar does not draw them. */
export function isInBook(visit: Appointment): boolean {
  return visit.status !== 'CANCELLED'
}
