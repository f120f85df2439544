/**
 * Reading an entry of the log. It names actions, tables and columns as the server does; what is known of them here has
 * words, and what the server has added since is shown as it stands rather than left out.
 */
import type { AuditEntry } from '@/api/types'
import { en } from '@/i18n/en'
import type { SalonClock } from '@/ui/salonClock'

/** "employee's service" as a key of the words: `employee_s_service`. */
export function keyOf(noun: string): string {
  return noun.replaceAll(/[^a-z]+/g, '_')
}

export const ACTIONS = Object.keys(en.audit.actions) as (keyof typeof en.audit.actions)[]

/** What the server calls whatever has words here. */
export const SUBJECTS = [
  'salon', 'opening hours', 'opening day', 'open on holiday', 'phone number', 'number order', 'call forwarding', 'member', 'api key', 'invitation', 'route', 'employee', 'weekly hours',
  'employee\'s service', 'employee\'s day', 'time off', 'photo', 'service', 'add-on', 'service\'s add-on', 'resource', 'service\'s resource', 'customer',
  'waitlist entry', 'webhook', 'appointment', 'appointment\'s add-on', 'series', 'call', 'rehearsal', 'job',
] as const

/** "two_factor_enabled" -> "Two factor enabled". */
export function plain(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a column is called: without the unit or the kind, which its value shows. */
export function fieldOf(column: string): string {
  return plain(column.replace(/_(cents|at|id|minute)$/, ''))
}

export interface Change {
  column: string
  /** Missing where there is nothing that it was before. */
  before?: unknown
  after?: unknown
}

/** What changed, column by column; and what else an entry says, as if it had come of nothing. */
export function changesIn(details: AuditEntry['details']): Change[] {
  if (details === null) return []
  const { before, after, ...others } = details as Record<string, unknown>
  const [was, is] = [recordOf(before), recordOf(after)]
  const columns = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const changed = columns.map((column) => ({
    column, ...(column in was && { before: was[column] }), ...(column in is && { after: is[column] }),
  }))
  return [...changed, ...Object.entries(others).map(([column, value]) => ({ column, after: value }))]
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** How values are written, which differs from salon to salon. */
export interface Pens {
  clock: SalonClock
  money: (cents: number) => string
  words: { nothing: string; yes: string; no: string }
}

/** A column's value in words. */
export function valueOf(column: string, value: unknown, { clock, money, words }: Pens): string {
  if (value === null || value === undefined || value === '') return words.nothing
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number') {
    if (column.endsWith('_cents')) return money(value)
    return column.endsWith('_minute') ? clock.wallTime(value) : String(value)
  }
  if (typeof value !== 'string') return JSON.stringify(value)
  const isInstant = /_(at|until)$/.test(column) && !Number.isNaN(Date.parse(value))
  return isInstant ? `${clock.dayAndTime(value)}, ${clock.dateOf(value).slice(0, 4)}` : value
}

/** The instants between which the days lie, on the salon's clock. */
export function between(from: string | undefined, to: string | undefined, clock: SalonClock, dayAfter: (day: string) => string) {
  // Where the clocks skip midnight, a day begins an hour later.
  const startOf = (day: string) => clock.instantAt(day, 0) ?? clock.instantAt(day, 60) ?? undefined
  return { from: from && startOf(from), to: to && startOf(dayAfter(to)) }
}
