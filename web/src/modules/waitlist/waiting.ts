/** What somebody on the waitlist asks for, in words and in comparisons. The server decides; this only says it beforehand. */
import type { WaitlistEntry } from '@/api/types'
import { minutesOfWallTime, type SalonClock, type SalonDate } from '@/ui/salonClock'

/** When a visit may start: days, and times of day on the salon's clock; `null`: any. */
export interface Wish {
  firstDay: SalonDate
  lastDay: SalonDate
  startsAfter: string | null
  startsBefore: string | null
}

/** Times of day that are asked for most. */
export const DAY_PARTS = [
  { name: 'any', startsAfter: null, startsBefore: null },
  { name: 'morning', startsAfter: null, startsBefore: '12:00' },
  { name: 'afternoon', startsAfter: '12:00', startsBefore: '17:00' },
  { name: 'evening', startsAfter: '17:00', startsBefore: null },
] as const

/** Still waits, with or without an offer. */
export function isOpen(entry: WaitlistEntry): boolean {
  return entry.status === 'WAITING' || entry.status === 'OFFERED'
}

/** "Fri, Nov 27" or "Fri, Nov 27 – Thu, Dec 3". */
export function daysInWords({ firstDay, lastDay }: Wish, clock: SalonClock): string {
  return firstDay === lastDay ? clock.shortDate(firstDay) : `${clock.shortDate(firstDay)} – ${clock.shortDate(lastDay)}`
}

/** Which words say the times of day, and the times in them. */
export function timesInWords({ startsAfter, startsBefore }: Wish, clock: SalonClock): { words: 'any' | 'after' | 'before' | 'between'; from: string; to: string } {
  const wall = (time: string | null) => (time === null ? '' : clock.wallTime(minutesOfWallTime(time)))
  const words = startsAfter && startsBefore ? 'between' : startsAfter ? 'after' : startsBefore ? 'before' : 'any'
  return { words, from: wall(startsAfter), to: wall(startsBefore) }
}

/** Where to start looking for a time: the first day that suits and is not over. */
export function firstUsefulDay({ firstDay }: Wish, today: SalonDate): SalonDate {
  return firstDay > today ? firstDay : today
}

/** Whether a start, on the salon's clock (`2026-11-27T10:30:00`), is among what was asked for. */
export function suits(local: string, { firstDay, lastDay, startsAfter, startsBefore }: Wish): boolean {
  const day = local.slice(0, 10)
  const minutes = minutesOfWallTime(local.slice(11, 16))
  return (
    firstDay <= day && day <= lastDay &&
    (startsAfter === null || minutesOfWallTime(startsAfter) <= minutes) &&
    (startsBefore === null || minutes <= minutesOfWallTime(startsBefore))
  )
}

/** Seconds until an offer expires; none when it has. */
export function secondsLeft(expiresAt: string | null, now: number): number {
  return expiresAt === null ? 0 : Math.max(0, Math.ceil((Date.parse(expiresAt) - now) / 1_000))
}

/** Which field of a wish is wrong, and why. */
export function wrongIn({ firstDay, lastDay, startsAfter, startsBefore }: Wish): { field: 'lastDay' | 'startsBefore'; why: 'daysTurned' | 'timesTurned' } | null {
  if (lastDay < firstDay) return { field: 'lastDay', why: 'daysTurned' }
  const isTurned = startsAfter !== null && startsBefore !== null && minutesOfWallTime(startsBefore) < minutesOfWallTime(startsAfter)
  return isTurned ? { field: 'startsBefore', why: 'timesTurned' } : null
}
