import type { ApiKey } from '@/api/types'

export type KeyState = 'good' | 'ended' | 'takenBack'

/** Whether a program can still come in by a key. */
export function stateOf(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: Date): KeyState {
  if (key.revokedAt !== null) return 'takenBack'
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime() ? 'ended' : 'good'
}
