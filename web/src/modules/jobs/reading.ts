/**
 * Reading a job: its kind and its subject are the server's words. What is known of them here has words for people, and what
 * the server has added since is shown as it stands rather than left out.
 */
import type { RouteLocationRaw } from 'vue-router'
import type { Job, JobCount, JobState } from '@/api/types'
import { en } from '@/i18n/en'
import type { Tone } from '@/ui/StatusBadge.vue'

export const STATES = ['DEAD', 'RUNNING', 'QUEUED', 'DONE'] as const satisfies JobState[]

export const TONES: Record<JobState, Tone> = { DEAD: 'bad', RUNNING: 'info', QUEUED: 'neutral', DONE: 'good' }

export type KnownKind = keyof typeof en.jobs.kinds

export const KINDS = Object.keys(en.jobs.kinds) as KnownKind[]

export function isKnown(kind: string): kind is KnownKind {
  return kind in en.jobs.kinds
}

/** "tidy_up" -> "Tidy up". */
export function plain(kind: string): string {
  const words = kind.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const WHOM = {
  send_mail: 'mail', deliver_webhook: 'program', sync_billing: 'payments', transcribe_voicemail: 'writer',
  send_notification: 'network', learn_price: 'network', stop_recording: 'network', delete_recording: 'network', fetch_recording: 'network',
  price_call: 'network', provision_number: 'network',
} as const

/** Who outside is needed for a job of this kind. */
export function whomOf(kind: string): keyof typeof en.jobs.whom {
  return kind in WHOM ? WHOM[kind as keyof typeof WHOM] : 'anybody'
}

/** Where one finds what a job is about; nothing where that has no page. */
export function placeOf({ subject, kind, state }: Job): { to: RouteLocationRaw; words: 'visit' | 'call' | 'messages' | 'waitlist' | 'webhooks' } | null {
  const [prefix] = subject?.split('_') ?? []
  if (subject && prefix === 'apt') return { to: { name: 'appointments', query: { visit: subject } }, words: 'visit' }
  if (subject && prefix === 'call') return { to: { name: 'call', params: { id: subject } }, words: 'call' }
  if (prefix === 'ntf') return { to: { name: 'messages-sent', query: state === 'DEAD' ? { status: 'LOST' } : {} }, words: 'messages' }
  if (kind === 'expire_waitlist_offer') return { to: { name: 'waitlist' }, words: 'waitlist' }
  if (kind === 'deliver_webhook') return { to: { name: 'webhooks' }, words: 'webhooks' }
  return null
}

/** How many jobs there are that fit. */
export function howMany(counts: JobCount[], fits: { state?: JobState; kind?: string }): number {
  const fitting = counts.filter(({ state, kind }) => (!fits.state || state === fits.state) && (!fits.kind || kind === fits.kind))
  return fitting.reduce((sum, { jobs }) => sum + jobs, 0)
}
