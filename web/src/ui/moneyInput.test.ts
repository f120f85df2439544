import { expect, test } from 'vitest'
import { amountOf, centsOf } from './moneyInput'

test.each([
  ['45', 'USD', 4_500], ['45.5', 'USD', 4_550], ['45,50', 'EUR', 4_550], [' 0 ', 'USD', 0], ['19.99', 'USD', 1_999], ['4500', 'JPY', 4_500],
  ['45.505', 'USD', null], ['1.5', 'JPY', null], ['', 'USD', null], ['-5', 'USD', null], ['forty', 'USD', null], ['1e5', 'USD', null],
])('%j of %s is %j', (text, currency, cents) => {
  expect(centsOf(text, currency)).toBe(cents)
})

test.each([[4_500, 'USD', '45'], [4_550, 'USD', '45.50'], [5, 'EUR', '0.05'], [4_500, 'JPY', '4500']])('%i %s is typed as %s', (cents, currency, text) => {
  expect(amountOf(cents, currency)).toBe(text)
})
