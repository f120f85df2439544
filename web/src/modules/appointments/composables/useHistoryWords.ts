import { useI18n } from 'vue-i18n'
import type { AppointmentStatus, HistoryEntry } from '@/api/types'
import { useEmployees } from '@/modules/employees'
import { useSalon } from '@/modules/tenants'

const ACTIONS = ['BOOKED', 'FORCED', 'MOVED', 'STATUS', 'NOTES', 'MERGED', 'IMPORTED'] as const
const ACTORS = ['PERSON', 'KEY', 'CALL', 'CUSTOMER', 'SYSTEM'] as const
const STATUSES: readonly AppointmentStatus[] = ['SCHEDULED', 'CONFIRMED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'NO_SHOW']

/** A visit's history in words. What the server has added since this page was written is left out rather than guessed. */
export function useHistoryWords() {
  const { t } = useI18n()
  const { clock, money } = useSalon()
  const { employees } = useEmployees()

  function action(entry: HistoryEntry): string {
    const isCancelled = entry.action === 'STATUS' && read(entry, 'status').to === 'CANCELLED'
    if (isCancelled) return t('appointments.history.action.CANCELLED')
    // A visit that is forced for the second time was moved by force.
    if (entry.action === 'FORCED' && read(entry, 'startsAt').from !== undefined) return t('appointments.history.action.FORCED_MOVE')
    const known = ACTIONS.find((candidate) => candidate === entry.action)
    return known ? t(`appointments.history.action.${known}`) : t('appointments.history.action.other')
  }

  function actor(entry: HistoryEntry): string {
    const known = ACTORS.find((candidate) => candidate === entry.actor)
    if (entry.actorName && (known === 'PERSON' || known === 'CUSTOMER')) return t('appointments.history.by', { name: entry.actorName })
    if (entry.actorName && known === 'KEY') return t('appointments.history.byKey', { name: entry.actorName })
    return known ? t(`appointments.history.actor.${known}`) : ''
  }

  /** "Time: Tue, Nov 24, 10:00 AM → Tue, Nov 24, 11:00 AM", a line for each value. */
  function changes(entry: HistoryEntry): string[] {
    return (['startsAt', 'employeeId', 'status', 'priceCents', 'notes', 'reason'] as const).flatMap((name) => {
      const { from, to } = read(entry, name)
      if (from === undefined && to === undefined) return []
      const field = t(`appointments.history.field.${name}`)
      // Where it began, or a reason, there is nothing that it was before.
      if (from === undefined) return [t('appointments.history.is', { field, to: value(name, to) })]
      return [t('appointments.history.change', { field, from: value(name, from), to: value(name, to) })]
    })
  }

  function value(name: 'startsAt' | 'employeeId' | 'status' | 'priceCents' | 'notes' | 'reason', given: unknown): string {
    if (name === 'priceCents' && typeof given === 'number') return money(given)
    if (typeof given !== 'string' || given === '') return t('appointments.history.nothing')
    if (name === 'startsAt') return clock.value.dayAndTime(given)
    if (name === 'employeeId') return employees.value.find((employee) => employee.id === given)?.name ?? t('appointments.history.somebody')
    const status = STATUSES.find((candidate) => candidate === given)
    return name === 'status' && status ? t(`appointments.status.${status}`) : given
  }

  return { action, actor, changes }
}

/** One changed value; both ends are missing where it did not change. */
function read(entry: HistoryEntry, name: string): { from?: unknown; to?: unknown } {
  const change = entry.changes[name]
  return typeof change === 'object' && change !== null ? change : {}
}
