/** The mock's own clock work, as the server does it. */
import { salonClock, type SalonDate } from '../src/ui/salonClock'

/** The instant at which a zone's clock shows so many minutes since midnight. In a gap: the time after it. */
export function instantAt(date: SalonDate, minutes: number, zone: string): string {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000
  let guess = wanted
  for (let round = 0; round < 2; round += 1) guess += wanted - shown(guess, zone)
  return toInstant(guess)
}

/** RFC 3339 without a fraction, as the server writes it. */
export function toInstant(time: number | Date): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

function shown(time: number, zone: string): number {
  const clock = salonClock(zone, 'en-US')
  const instant = new Date(time)
  return Date.parse(`${clock.dateOf(instant)}T00:00:00Z`) + clock.minutesOf(instant) * 60_000
}
