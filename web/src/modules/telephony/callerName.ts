import type { Call } from '@/api/types'
import { i18n } from '@/i18n'
import { formatPhone } from '@/ui/phone'

/** Who called, as well as it is known: a customer's name, a number, or that the number was withheld. */
export function callerName(call: Pick<Call, 'customer' | 'from' | 'channel'>): string {
  if (call.customer) return call.customer.name
  if (call.from !== null) return formatPhone(call.from)
  return i18n.global.t(call.channel === 'BROWSER' ? 'telephony.calls.fromBrowser' : 'telephony.calls.withheld')
}
