import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'
import type { Proof } from '@/api/types'
import { useSalon } from '@/modules/tenants'

/** What stands behind a claim, in words and as a place to look at it. */
export function useProofWords() {
  const { t } = useI18n()
  const { clock } = useSalon()

  function sourceWords({ source }: Proof): string {
    if (!source) return t('telephony.proof.none')
    const words = t(`telephony.proof.source.${source.table}`)
    return source.at ? `${words}, ${clock.value.dayAndTime(source.at)}` : words
  }

  function sourceAddress({ source }: Proof): RouteLocationRaw | null {
    if (!source) return null
    const { table, id, at } = source
    switch (table) {
      case 'appointments':
        return at && id ? { name: 'calendar', params: { date: clock.value.dateOf(at) }, query: { visit: id } } : null
      case 'free_slot':
        return at ? { name: 'calendar', params: { date: clock.value.dateOf(at) } } : null
      case 'services':
      case 'add_ons':
        return { name: 'services' }
      case 'employees':
        return id ? { name: 'employee', params: { id } } : null
      case 'opening_hours':
        return { name: 'settings-hours' }
      case 'tenants':
        return { name: 'settings-profile' }
      case 'caller':
      case 'clock':
        return null
    }
  }

  return { sourceWords, sourceAddress }
}
