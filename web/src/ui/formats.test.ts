import { expect, test } from 'vitest'
import { formatMicros, formatMinutes, formatSeconds } from './duration'
import { initialsOf } from './initials'
import { formatMoney, fromTyped, toTyped } from './money'
import { formatPhone } from './phone'

test.each([
  [6500, 'USD', 'en-US', '$65'],
  [6550, 'USD', 'en-US', '$65.50'],
  [0, 'USD', 'en-US', '$0'],
  [5000, 'JPY', 'en-US', '¥5,000'],
  [12345, 'KWD', 'en-US', 'KWD 12.345'],
])('%i %s in %s is %s', (cents, currency, locale, expected) => {
  expect(formatMoney(cents, currency, locale).replace(/\s/g, ' ')).toBe(expected)
})

test('a number of the North American plan is grouped, any other is left alone', () => {
  expect(formatPhone('+12125550142')).toBe('(212) 555-0142')
  expect(formatPhone('+4930123456')).toBe('+4930123456')
  expect(formatPhone('12')).toBe('12')
})

test('lengths are written in the largest units that fit', () => {
  expect([45, 60, 90, 180].map(formatMinutes)).toEqual(['45 min', '1 h', '1 h 30 min', '3 h'])
  expect([5, 42, 725].map(formatSeconds)).toEqual(['0:05', '0:42', '12:05'])
  expect([412, 3_240].map(formatMicros)).toEqual(['412 µs', '3.2 ms'])
})

test('initials are those of the first and the last name', () => {
  expect(['Maria del Carmen Soto', 'ana', '  ', '😀 Kim'].map(initialsOf)).toEqual(['MS', 'A', '', '😀K'])
})

test('a price that was typed is read in the smallest unit of its currency', () => {
  expect(['45', '45.5', '45,50', ' 0 ', '0.05'].map((text) => fromTyped(text, 'USD'))).toEqual([4500, 4550, 4550, 0, 5])
  expect(['', '-1', '1.234', 'ten', '1 000', '.5'].map((text) => fromTyped(text, 'USD'))).toEqual([null, null, null, null, null, null])
  expect([fromTyped('4500', 'JPY'), fromTyped('45.5', 'JPY')]).toEqual([4500, null])
  expect([toTyped(4500, 'USD'), toTyped(4550, 'USD'), toTyped(4500, 'JPY')]).toEqual(['45', '45.50', '4500'])
})
