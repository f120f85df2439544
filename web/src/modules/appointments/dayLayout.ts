/**
 * Where each visit stands in the calendar of one day: pure geometry in minutes, no pixels.
 * Positions follow the salon's wall clock; lengths are the minutes that really pass, so a visit across a clock
 * change is as long as it takes.
 */
import type { Appointment, Employee, OffReason, WeeklyHours } from '@/api/types'
import { addDays, minutesBetween, minutesOfWallTime, weekdayOf, type SalonClock, type SalonDate } from '@/ui/salonClock'
import { spansOnDate, type DaySpan } from '@/ui/weeklyHours'

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

/** A stretch of a day in which somebody does not work. */
export interface OffSpan extends DaySpan {
  reason: OffReason
  /** The salon's own words for it, or the name of the holiday. */
  note: string | null
}

/** A window of one day in minutes since midnight. */
export function spanOf({ startsAt, endsAt }: { startsAt: string; endsAt: string }): DaySpan {
  return { from: minutesOfWallTime(startsAt), to: minutesOfWallTime(endsAt) }
}

/** The part of each stretch that is drawn. */
export function withinHours<Span extends DaySpan>(spans: Span[], hours: { from: number; to: number }): Span[] {
  return spans
    .map((span) => ({ ...span, from: Math.max(span.from, hours.from * 60), to: Math.min(span.to, hours.to * 60) }))
    .filter((span) => span.from < span.to)
}

/** When a person can be booked in an ordinary week: their own hours, within the salon's. */
export function workingSpans(employee: Employee, openingHours: WeeklyHours[], date: SalonDate): DaySpan[] {
  const open = spansOnDate(date, openingHours)
  return spansOnDate(date, employee.weeklyHours).flatMap((own) =>
    open
      .map((span) => ({ from: Math.max(own.from, span.from), to: Math.min(own.to, span.to) }))
      .filter((span) => span.from < span.to),
  )
}

/** The seven dates of the week in which a date lies, from Monday. */
export function weekAround(date: SalonDate): SalonDate[] {
  const monday = addDays(date, 1 - weekdayOf(date))
  return Array.from({ length: 7 }, (_, day) => addDays(monday, day))
}

/** Where one service stands in a visit of several: "2 of 3". */
export interface PartOfVisit {
  nth: number
  of: number
}

/** Services of the same visit, by the id of each, where there are several in these visits. */
export function partsOfVisits(visits: Appointment[]): Map<string, PartOfVisit> {
  const groups = new Map<string, Appointment[]>()
  for (const visit of visits) if (visit.visitId !== null) groups.set(visit.visitId, [...(groups.get(visit.visitId) ?? []), visit])
  return new Map(
    [...groups.values()]
      .filter((group) => group.length > 1)
      .flatMap((group) =>
        group
          .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
          .map((visit, index) => [visit.id, { nth: index + 1, of: group.length }] as const),
      ),
  )
}

/** Cancelled visits free their time, so the calendar does not draw them. */
export function isInBook(visit: Appointment): boolean {
  return visit.status !== 'CANCELLED'
}
