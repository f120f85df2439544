import { describe, expect, test } from 'vitest'
import { salonClock } from '@/ui/salonClock'
import { daysInWords, firstUsefulDay, secondsLeft, suits, timesInWords, wrongIn, type Wish } from './waiting'

const clock = salonClock('America/New_York', 'en-US')
const wish = (change: Partial<Wish> = {}): Wish => ({
  firstDay: '2026-11-27', lastDay: '2026-12-03', startsAfter: null, startsBefore: null, ...change,
})

describe('what somebody waits for', () => {
  test('is one day or several', () => {
    expect(daysInWords(wish(), clock)).toBe('Fri, Nov 27 – Thu, Dec 3')
    expect(daysInWords(wish({ lastDay: '2026-11-27' }), clock)).toBe('Fri, Nov 27')
  })

  test.each([
    [null, null, 'any', '', ''],
    ['17:00', null, 'after', '5:00 PM', ''],
    [null, '12:00', 'before', '', '12:00 PM'],
    ['12:00', '17:30', 'between', '12:00 PM', '5:30 PM'],
  ])('is a time of day from %s to %s', (startsAfter, startsBefore, words, from, to) => {
    expect(timesInWords(wish({ startsAfter, startsBefore }), clock)).toEqual({ words, from, to })
  })

  test('is looked for from the first day that is not over', () => {
    expect(firstUsefulDay(wish(), '2026-11-24')).toBe('2026-11-27')
    expect(firstUsefulDay(wish(), '2026-12-01')).toBe('2026-12-01')
  })
})

describe('a time suits', () => {
  const afternoons = wish({ startsAfter: '12:00', startsBefore: '17:00' })

  test.each([
    ['2026-11-27T12:00:00', true],
    ['2026-12-03T17:00:00', true],
    ['2026-11-27T11:55:00', false],
    ['2026-11-30T17:05:00', false],
    ['2026-11-26T13:00:00', false],
    ['2026-12-04T13:00:00', false],
  ])('%s: %s', (local, expected) => {
    expect(suits(local, afternoons)).toBe(expected)
  })

  test('at any hour of its days when no times were named', () => {
    expect(suits('2026-11-28T07:00:00', wish())).toBe(true)
  })
})

test('an offer counts down to nothing and stays there', () => {
  const now = Date.parse('2026-11-24T14:00:00Z')

  expect(secondsLeft('2026-11-24T14:30:00Z', now)).toBe(1800)
  expect(secondsLeft('2026-11-24T14:00:00.200Z', now)).toBe(1)
  expect(secondsLeft('2026-11-24T13:59:00Z', now)).toBe(0)
  expect(secondsLeft(null, now)).toBe(0)
})

test('days and times the wrong way round are found before they are sent', () => {
  expect(wrongIn(wish())).toBeNull()
  expect(wrongIn(wish({ lastDay: '2026-11-26' }))).toEqual({ field: 'lastDay', why: 'daysTurned' })
  expect(wrongIn(wish({ startsAfter: '10:00', startsBefore: '9:30' }))).toEqual({ field: 'startsBefore', why: 'timesTurned' })
  expect(wrongIn(wish({ startsAfter: '10:00', startsBefore: '10:00' }))).toBeNull()
})
