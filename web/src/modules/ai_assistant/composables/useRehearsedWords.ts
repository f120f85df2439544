import { useI18n } from 'vue-i18n'
import type { AppointmentStatus, CallOutcome } from '@/api/types'
import { useSalon } from '@/modules/tenants'

const OUTCOMES: readonly CallOutcome[] = ['BOOKED', 'MOVED', 'CANCELLED', 'ANSWERED', 'TRANSFERRED', 'UNRESOLVED']
const STATUSES: readonly AppointmentStatus[] = ['SCHEDULED', 'CONFIRMED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'NO_SHOW']

/** Whatever will do. */
const ANYTHING = '*'

/**
 * What was to come of a rehearsed call, or what did, in a salon's words: a visit as the rehearsal writes it ("service |
 * employee | time | price | status | customer | number"), an outcome, or words that were to be heard.
 */
export function useRehearsedWords() {
  const { t } = useI18n()
  const { money } = useSalon()

  function visitWords(fields: string[]): string {
    const words = fields.map((field, place) => {
      const status = STATUSES.find((known) => known === field)
      if (status) return t(`appointments.status.${status}`)
      return place === 3 && /^\d+$/.test(field) ? money(Number(field)) : field
    })
    return words.filter((word) => word !== ANYTHING && word !== '').join(' · ')
  }

  return function rehearsedWords(line: string): string {
    const outcome = OUTCOMES.find((known) => known === line)
    if (outcome) return t(`telephony.outcome.${outcome}`)
    return line.includes(' | ') ? visitWords(line.split(' | ')) : line
  }
}
