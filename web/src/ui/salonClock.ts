/**
 * Dates and times on the salon's clock.
 *
 * The server sends instants in UTC; the browser may stand anywhere. Whatever is shown goes through here, with
 * the salon's zone, so that "10:30" means 10:30 in the salon. Free times come from the server with their instants;
 * the other direction, `instantAt`, is for a place in the calendar to which something is dragged.
 */

/** A calendar date in the salon, `YYYY-MM-DD`. */
export type SalonDate = string

/** Reads a zone's clock and writes it in a locale's words. */
export interface SalonClock {
  zone: string
  /** The date on which an instant falls. */
  dateOf(instant: string | Date): SalonDate
  /** Minutes since midnight that the wall clock shows at an instant. */
  minutesOf(instant: string | Date): number
  /**
   * When the wall clock shows so many minutes since midnight of a date: the first time in an hour that is repeated,
   * `null` where the clock skips it.
   */
  instantAt(date: SalonDate, minutes: number): string | null
  /** "3:30 PM" */
  time(instant: string | Date): string
  /** "3:30 – 4:15 PM" */
  timeSpan(from: string | Date, to: string | Date): string
  /** "Tue, Nov 24" */
  day(instant: string | Date): string
  /** "Tue, Nov 24, 3:30 PM" */
  dayAndTime(instant: string | Date): string
  /** "Nov 24, 2026", for what may be years ago. */
  dayOfYear(instant: string | Date): string
  /** A date in words: "Tuesday, November 24" */
  longDate(date: SalonDate): string
  /** "November 24, 2026". */
  dateOfYear(date: SalonDate): string
  /** A date in few words: "Tue, Nov 24" */
  shortDate(date: SalonDate): string
  /** Minutes since midnight in words: "3:30 PM" */
  wallTime(minutes: number): string
  /** "3 PM", for the edge of the calendar. */
  hour(hour: number): string
  /** Monday = 1: "Monday" or "Mon" */
  weekday(weekday: number, style?: 'long' | 'short'): string
}

const DAY = 86_400_000
const clocks = new Map<string, SalonClock>()

/** The clock of a zone; built once, because formatters are slow to make. */
export function salonClock(zone: string, locale: string): SalonClock {
  const key = `${zone}|${locale}`
  const clock = clocks.get(key) ?? makeClock(zone, locale)
  clocks.set(key, clock)
  return clock
}

function makeClock(zone: string, locale: string): SalonClock {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  })
  const inZone = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })
  // A date or a wall-clock time has no zone: it is written as if it were UTC.
  const floating = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })

  const time = inZone({ hour: 'numeric', minute: '2-digit' })
  const day = inZone({ weekday: 'short', month: 'short', day: 'numeric' })
  const dayAndTime = inZone({ weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
  const dayOfYear = inZone({ year: 'numeric', month: 'short', day: 'numeric' })
  const longDate = floating({ weekday: 'long', month: 'long', day: 'numeric' })
  const dateOfYear = floating({ year: 'numeric', month: 'long', day: 'numeric' })
  const shortDate = floating({ weekday: 'short', month: 'short', day: 'numeric' })
  const wallTime = floating({ hour: 'numeric', minute: '2-digit' })
  const hour = floating({ hour: 'numeric' })
  const weekdays = { long: floating({ weekday: 'long' }), short: floating({ weekday: 'short' }) }

  const read = (instant: string | Date) => {
    const found = new Map(parts.formatToParts(new Date(instant)).map((part) => [part.type, part.value]))
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(found.get(type))
    return {
      date: `${found.get('year')}-${found.get('month')}-${found.get('day')}`,
      minutes: number('hour') * 60 + number('minute'),
    }
  }

  const shown = (instant: number) => {
    const { date, minutes } = read(new Date(instant))
    return utcMidnight(date).getTime() + minutes * 60_000
  }
  const instantAt = (date: SalonDate, minutes: number) => {
    const wanted = utcMidnight(date).getTime() + minutes * 60_000
    // The zone's distance from UTC before and after any change nearby; without a change they are the same.
    const instants = [wanted - DAY, wanted + DAY]
      .map((near) => wanted - (shown(near) - near))
      .filter((instant) => shown(instant) === wanted)
    return instants.length > 0 ? new Date(Math.min(...instants)).toISOString().replace('.000Z', 'Z') : null
  }

  return {
    zone,
    instantAt,
    dateOf: (instant) => read(instant).date,
    minutesOf: (instant) => read(instant).minutes,
    time: (instant) => time.format(new Date(instant)),
    timeSpan: (from, to) => time.formatRange(new Date(from), new Date(to)),
    day: (instant) => day.format(new Date(instant)),
    dayAndTime: (instant) => dayAndTime.format(new Date(instant)),
    dayOfYear: (instant) => dayOfYear.format(new Date(instant)),
    longDate: (date) => longDate.format(utcMidnight(date)),
    dateOfYear: (date) => dateOfYear.format(utcMidnight(date)),
    shortDate: (date) => shortDate.format(utcMidnight(date)),
    wallTime: (minutes) => wallTime.format(minutes * 60_000),
    hour: (value) => hour.format(value * 3_600_000),
    // 2024-01-01 was a Monday.
    weekday: (weekday, style = 'long') => weekdays[style].format(Date.UTC(2024, 0, weekday)),
  }
}

/** The date so many days later (or earlier). */
export function addDays(date: SalonDate, days: number): SalonDate {
  const moved = utcMidnight(date)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

/** Monday = 1 to Sunday = 7. */
export function weekdayOf(date: SalonDate): number {
  return utcMidnight(date).getUTCDay() || 7
}

/** "09:30" or "09:30:00" as minutes since midnight; "24:00" is the end of the day. */
export function minutesOfWallTime(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** Whether a text is a date that exists. */
export function isSalonDate(text: unknown): text is SalonDate {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = utcMidnight(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** Minutes that really pass between two instants, whatever the clocks do meanwhile. */
export function minutesBetween(from: string | Date, to: string | Date): number {
  return Math.round((new Date(to).getTime() - new Date(from).getTime()) / 60_000)
}

function utcMidnight(date: SalonDate): Date {
  return new Date(`${date}T00:00:00Z`)
}
