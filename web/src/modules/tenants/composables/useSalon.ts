import { computed } from 'vue'
import type { Tenant } from '@/api/types'
import { useSession } from '@/modules/auth'
import { formatMoney } from '@/ui/money'
import { salonClock } from '@/ui/salonClock'

/** The salon of the person logged in: its clock, its money, its own name. For pages behind the log-in only. */
export function useSalon() {
  const session = useSession()
  // While a session ends, pages are still there for a moment: they go on with the salon they had.
  const tenant = computed<Tenant>((previous) => {
    const current = session.member?.tenant ?? previous
    if (current === undefined) throw new Error('useSalon is for pages behind the log-in')
    return current
  })
  const clock = computed(() => salonClock(tenant.value.timezone, tenant.value.locale))
  const money = (cents: number, currency = tenant.value.currency) => formatMoney(cents, currency, tenant.value.locale)
  return { tenant, clock, money }
}
