import { computed, type ComputedRef } from 'vue'
import { salonClock, type SalonClock } from '@/ui/salonClock'
import { useSession } from '../session'
import { ownTimezone } from '../whereabouts'

/** The salon's clock; whoever is in no salon has their own. */
export function useClock(): ComputedRef<SalonClock> {
  const session = useSession()
  return computed(() => {
    const tenant = session.member?.tenant
    return tenant ? salonClock(tenant.timezone, tenant.locale) : salonClock(ownTimezone(), 'en-US')
  })
}
