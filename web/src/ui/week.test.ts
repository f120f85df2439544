import { expect, test } from 'vitest'
import type { WeeklyHours } from '@/api/types'
import { isWeekRight, nextWindow, problemsOf, readWeek, shownEnd, turnOf, typedEnd, writeWeek } from './week'

const window = (weekday: number, startsAt: string, endsAt: string, weeks?: WeeklyHours['weeks']): WeeklyHours =>
  ({ weekday, startsAt, endsAt, ...(weeks && { weeks }) })

test('A and B weeks take turns from 5 January 1970, on Mondays', () => {
  expect(['1970-01-05', '1970-01-11', '1970-01-12', '1970-01-04'].map(turnOf)).toEqual(['A', 'A', 'B', 'B'])
  // A year with 53 weeks changes nothing.
  expect([turnOf('2026-12-28'), turnOf('2027-01-03'), turnOf('2027-01-04')]).toEqual(['B', 'B', 'A'])
})

test('a week is the same after it has been read and written', () => {
  const hours = [window(1, '09:00', '18:00', 'EVERY'), window(2, '09:00', '12:00', 'A'), window(2, '13:00', '18:00', 'B')]

  const week = readWeek(hours)

  expect(week.takesTurns).toBe(true)
  expect(week.B).toEqual([window(1, '09:00', '18:00'), window(2, '13:00', '18:00')])
  expect(writeWeek(week)).toEqual(hours)
  expect(writeWeek({ ...week, takesTurns: false })).toEqual([window(1, '09:00', '18:00', 'EVERY'), window(2, '09:00', '12:00', 'EVERY')])
})

test('what is wrong with a window is found before it is saved', () => {
  expect(problemsOf([
    window(1, '09:00', '12:00'),
    window(1, '11:00', '13:00'),
    window(1, '12:00', '13:00'),
    window(2, '11:00', '11:00'),
    window(2, '', '11:00'),
    window(6, '20:00', '02:00'),
    window(6, '23:00', '23:30'),
    window(7, '00:00', '24:00'),
  ])).toEqual([undefined, 'overlap', 'overlap', 'same', 'missing', undefined, 'overlap', undefined])
  expect(isWeekRight([window(2, '09:00', '12:00', 'A'), window(2, '09:00', '18:00', 'B')])).toBe(true)
  expect(isWeekRight([window(2, '09:00', '12:00', 'A'), window(2, '09:00', '18:00')])).toBe(false)
})

test('midnight at the end of a day can be typed', () => {
  expect([shownEnd('24:00'), typedEnd('00:00'), typedEnd('18:00')]).toEqual(['00:00', '24:00', '18:00'])
})

test('another window of a day comes after those it has', () => {
  expect(nextWindow(1, [])).toEqual(window(1, '09:00', '18:00'))
  expect(nextWindow(1, [window(1, '09:00', '13:00')])).toEqual(window(1, '14:00', '18:00'))
  expect(nextWindow(1, [window(1, '09:00', '22:30')])).toEqual(window(1, '23:00', '24:00'))
})
