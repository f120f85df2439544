import { expect, test } from 'vitest'
import { stateOf } from './keyState'

const NOW = new Date('2026-11-24T14:00:00Z')

test.each([
  [null, null, 'good'],
  ['2026-11-24T14:00:01Z', null, 'good'],
  ['2026-11-24T14:00:00Z', null, 'ended'],
  ['2026-12-24T14:00:00Z', '2026-11-20T10:00:00Z', 'takenBack'],
  ['2026-10-24T14:00:00Z', '2026-11-20T10:00:00Z', 'takenBack'],
])('a key that ends %s and was taken back %s is %s', (expiresAt, revokedAt, state) => {
  expect(stateOf({ expiresAt, revokedAt }, NOW)).toBe(state)
})
