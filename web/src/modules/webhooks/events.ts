import type { WebhookEvent } from '@/api/types'

/** What an address can ask to be told. A ping is told to whichever address it was sent to, so nobody asks for it. */
export const EVENTS = ['appointment.booked', 'appointment.moved', 'appointment.cancelled', 'call.ended'] as const satisfies WebhookEvent[]

const KNOWN = [...EVENTS, 'ping'] as const

/** Where the words for an event are; nothing for one that came after this page was written. */
export function wordOf(event: string): `webhooks.events.${string}` | null {
  return KNOWN.some((known) => known === event) ? `webhooks.events.${event.replace('.', '_')}` : null
}
