import type { OperatorTenant, TenantStatus } from '@/api/types'
import type { Tone } from '@/ui/StatusBadge.vue'

export const STATUSES: TenantStatus[] = ['TRIAL', 'ACTIVE', 'INACTIVE', 'SUSPENDED']

export const TONES: Record<TenantStatus, Tone> = { TRIAL: 'info', ACTIVE: 'good', INACTIVE: 'neutral', SUSPENDED: 'bad' }

export const PAYMENT_TONES: Record<NonNullable<OperatorTenant['payment']>, Tone> = {
  INCOMPLETE: 'warn', INCOMPLETE_EXPIRED: 'neutral', TRIALING: 'info', ACTIVE: 'good', PAST_DUE: 'warn', UNPAID: 'bad', CANCELED: 'neutral', PAUSED: 'neutral',
}

/** Whether it is long enough to be a reason; the salon reads it. */
export function isReason(text: string): boolean {
  return text.trim().length >= 3
}
