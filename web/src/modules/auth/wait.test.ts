import { expect, test } from 'vitest'
import { waitOf } from './wait'

test.each([
  [0, 1, 'seconds'],
  [1, 1, 'seconds'],
  [59.2, 60, 'seconds'],
  [90, 90, 'seconds'],
  [91, 2, 'minutes'],
  [898, 15, 'minutes'],
  [5_400, 90, 'minutes'],
  [5_401, 2, 'hours'],
])('%d seconds are a wait of %d %s', (seconds, count, unit) => {
  expect(waitOf(seconds)).toEqual({ count, unit })
})
