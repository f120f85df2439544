import { useI18n } from 'vue-i18n'
import type { AuditActor, AuditEntry } from '@/api/types'
import { useSalon } from '@/modules/tenants'
import { ACTIONS, keyOf, plain, SUBJECTS, valueOf } from '../reading'

const KINDS = ['PERSON', 'OPERATOR', 'KEY', 'CALL', 'TELEPHONE', 'NOBODY', 'BOLT'] as const

/** The log in plain words. */
export function useAuditWords() {
  const { t } = useI18n()
  const { clock, money } = useSalon()

  function actor({ kind, name }: AuditActor): string {
    if (name !== null && kind === 'PERSON') return name
    if (name !== null && kind === 'OPERATOR') return t('audit.operator', { name })
    if (name !== null && kind === 'KEY') return t('audit.key', { name })
    return t(`audit.actors.${KINDS.find((known) => known === kind) ?? 'other'}`)
  }

  function action(name: string): string {
    const known = ACTIONS.find((candidate) => candidate === name)
    return known ? t(`audit.actions.${known}`) : plain(name)
  }

  function subject(noun: string): string {
    return SUBJECTS.some((known) => known === noun) ? t(`audit.subjects.${keyOf(noun)}`) : plain(noun)
  }

  function value(column: string, given: unknown): string {
    const words = { nothing: t('audit.nothing'), yes: t('audit.yes'), no: t('audit.no') }
    return valueOf(column, given, { clock: clock.value, money, words })
  }

  const when = ({ at }: AuditEntry) => clock.value.dayAndTime(at)
  return { actor, action, subject, value, when }
}
