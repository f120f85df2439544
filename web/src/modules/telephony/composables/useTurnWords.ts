import { useI18n } from 'vue-i18n'
import type { Entity, EntityValue, ToolRun, Understood } from '@/api/types'
import { useSalon } from '@/modules/tenants'
import { formatPhone } from '@/ui/phone'
import { minutesOfWallTime, type SalonDate } from '@/ui/salonClock'

/** What the receptionist understood and did, in words for the salon. */
export function useTurnWords() {
  const { t, te } = useI18n()
  const { clock } = useSalon()

  const date = (value: SalonDate) => clock.value.shortDate(value)
  const time = (value: string) => clock.value.wallTime(minutesOfWallTime(value))
  /** "2026-11-24T15:00" on the salon's clock; the zone has been applied by the server. */
  const local = (value: string) => `${date(value.slice(0, 10))}, ${time(value.slice(11, 16))}`

  /** What the caller mainly wanted; nothing where the words only answered a question ("Thursday, in the morning"). */
  function intentWords({ intent, entities }: Understood): string | null {
    if (intent === 'other' && entities.length > 0) return null
    const key = `telephony.understood.intent.${intent}`
    return te(key) ? t(key) : intent
  }

  function refusalWords(reason: string): string {
    const key = `telephony.tools.refusal.${reason}`
    return te(key) ? t(key) : reason
  }

  function valueWords(value: EntityValue): string {
    switch (value.type) {
      case 'date':
        return date(value.date)
      case 'date_range':
        return range(value.from, value.to, date)
      case 'time':
        return value.approximate ? t('telephony.understood.around', { value: time(value.time) }) : time(value.time)
      case 'time_range':
        return range(value.from, value.to, time, { from: 'telephony.understood.after', to: 'telephony.understood.before' })
      case 'day_part':
        return t(`telephony.understood.dayPart.${value.part}`)
      case 'phone':
        return formatPhone(value.digits)
      case 'ordinal':
        return value.position === -1 ? t('telephony.understood.last') : t('telephony.understood.nth', { n: value.position })
      case 'service':
      case 'add_on':
      case 'stylist':
      case 'name':
        return value.name
    }
  }

  function range(
    from: string | null,
    to: string | null,
    words: (value: string) => string,
    open = { from: 'telephony.understood.since', to: 'telephony.understood.until' },
  ): string {
    if (from !== null && to !== null) return from === to ? words(from) : `${words(from)} – ${words(to)}`
    if (from !== null) return t(open.from, { value: words(from) })
    if (to !== null) return t(open.to, { value: words(to) })
    return t('telephony.understood.any')
  }

  function entityWords(entity: Entity): string {
    const words = valueWords(entity.value)
    return entity.negated ? t('telephony.understood.not', { value: words }) : words
  }

  /** A tool that ran, and how it went. */
  function toolWords({ call, result }: ToolRun): { did: string; came: string; isGood: boolean } {
    const isWish = result.result === 'not_booked' || result.result === 'refused' || result.result === 'failed'
    const did = isWish && call.tool !== 'find_slots' && call.tool !== 'find_visits' ? `telephony.tools.tried.${call.tool}` : `telephony.tools.${call.tool}`
    return { did: t(did), came: resultWords(result), isGood: !isWish }
  }

  function resultWords(result: ToolRun['result']): string {
    switch (result.result) {
      case 'slots':
        return [
          t('telephony.tools.result.slots', result.slots.length),
          result.refused && refusalWords(result.refused.reason),
        ].filter(Boolean).join(', ')
      case 'booked':
      case 'cancelled':
        return t(`telephony.tools.result.${result.result}`, {
          service: result.visit.serviceName, person: result.visit.personName, when: local(result.visit.local),
        })
      case 'not_booked':
        return t('telephony.tools.result.not_booked', { reason: refusalWords(result.refused.reason) })
      case 'visits':
        return t('telephony.tools.result.visits', result.visits.length)
      case 'refused':
        return result.sentence
      case 'failed':
        return t('telephony.tools.result.failed')
    }
  }

  return { intentWords, valueWords, entityWords, toolWords }
}
