import { asApiError } from '@/api/error'

/** The challenge that a log-in by code answers, when that is what a refused log-in asks for. */
export function challengeOf(thrown: unknown): string | null {
  const { code, details } = asApiError(thrown)
  if (code !== 'two_factor_required' || typeof details !== 'object' || details === null) return null
  return 'challenge' in details && typeof details.challenge === 'string' ? details.challenge : null
}
