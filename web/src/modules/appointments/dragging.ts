/**
 * Where a dragged visit would land: arithmetic in minutes and edges, no events and no page.
 */
import type { Appointment } from '@/api/types'
import type { SalonClock, SalonDate } from '@/ui/salonClock'

/** Visits are dragged from one of these minutes to another. */
export const STEP_MINUTES = 15

/** The hours that the calendar draws. */
interface DrawnHours {
  from: number
  to: number
}

/** The start nearest to where the block is held, on the step, with the whole block inside the drawn hours if it fits. */
export function snapStart(minutes: number, lengthMinutes: number, hours: DrawnHours): number {
  const first = hours.from * 60
  const last = Math.floor((hours.to * 60 - lengthMinutes) / STEP_MINUTES) * STEP_MINUTES
  const nearest = Math.round(minutes / STEP_MINUTES) * STEP_MINUTES
  return Math.max(first, Math.min(nearest, Math.max(first, last)))
}

/** The column under a pointer, the nearest one where it is beside them all; -1 where there are none. */
export function columnAt(x: number, columns: { left: number; right: number }[]): number {
  const distances = columns.map(({ left, right }) => Math.max(left - x, x - right, 0))
  return distances.indexOf(Math.min(...distances))
}

/** How far to scroll in a frame while a pointer is near an edge: nothing in the middle, faster further out. */
export function scrollStep(position: number, from: number, to: number): number {
  const EDGE = 48
  const FASTEST = 14
  const beyond = position < from + EDGE ? position - from - EDGE : position > to - EDGE ? position - to + EDGE : 0
  return Math.round((Math.max(-EDGE, Math.min(EDGE, beyond)) / EDGE) * FASTEST)
}

/**
 * The instant of a place in the calendar; `null` where the clock skips it. A visit in the second run of a repeated hour
 * that is put back where it was stays there.
 */
export function instantOf(visit: Appointment, date: SalonDate, minutes: number, clock: SalonClock): string | null {
  const isWhereItWas = clock.dateOf(visit.startsAt) === date && clock.minutesOf(visit.startsAt) === minutes
  return isWhereItWas ? visit.startsAt : clock.instantAt(date, minutes)
}
