import { expect, test } from 'vitest'
import { spansOn, spansOnDate, weekTotal } from './weeklyHours'

const window = (weekday: number, startsAt: string, endsAt: string) => ({ weekday, startsAt, endsAt })

test('a day has its own windows, earliest first', () => {
  const hours = [window(2, '14:00', '18:00'), window(2, '09:00', '13:00'), window(3, '09:00', '18:00')]

  expect(spansOn(2, hours)).toEqual([{ from: 540, to: 780 }, { from: 840, to: 1080 }])
  expect(spansOn(4, hours)).toEqual([])
})

test('a window past midnight is shared by two days, Sunday\'s with Monday', () => {
  const hours = [window(7, '20:00', '02:00')]

  expect(spansOn(7, hours)).toEqual([{ from: 1200, to: 1440 }])
  expect(spansOn(1, hours)).toEqual([{ from: 0, to: 120 }])
  expect(weekTotal(hours)).toBe(360)
})

test('24:00 and 00:00 both end the day', () => {
  expect(spansOn(1, [window(1, '18:00', '24:00')])).toEqual([{ from: 1080, to: 1440 }])
  expect(spansOn(1, [window(1, '18:00', '00:00')])).toEqual([{ from: 1080, to: 1440 }])
  expect(spansOn(2, [window(1, '18:00', '00:00')])).toEqual([])
})

test('a window of every other week counts on its dates only', () => {
  const hours = [{ ...window(2, '09:00', '13:00'), weeks: 'A' as const }, { ...window(2, '12:00', '18:00'), weeks: 'B' as const }]

  expect(spansOnDate('2026-11-17', hours)).toEqual([{ from: 720, to: 1080 }])
  expect(spansOnDate('2026-11-24', hours)).toEqual([{ from: 540, to: 780 }])
  expect(spansOnDate('2026-11-25', hours)).toEqual([])
})

test('what a Sunday night gives to Monday counts by the Sunday’s week', () => {
  const hours = [{ ...window(7, '20:00', '02:00'), weeks: 'B' as const }]

  // That Monday begins an A week.
  expect(spansOnDate('2026-11-23', hours)).toEqual([{ from: 0, to: 120 }])
  expect(spansOnDate('2026-11-30', hours)).toEqual([])
})
