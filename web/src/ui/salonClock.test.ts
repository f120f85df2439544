import { describe, expect, test } from 'vitest'
import { addDays, isSalonDate, minutesBetween, minutesOfWallTime, salonClock, weekdayOf } from './salonClock'

const newYork = salonClock('America/New_York', 'en-US')
const lordHowe = salonClock('Australia/Lord_Howe', 'en-AU')
const kathmandu = salonClock('Asia/Kathmandu', 'en-GB')

describe('the salon’s clock', () => {
  test.each([
    ['an instant late in the evening in UTC is still the day before in New York', newYork, '2026-11-25T03:30:00Z', '2026-11-24', 22 * 60 + 30],
    ['the minute before the clocks go forward', newYork, '2026-03-08T06:59:00Z', '2026-03-08', 119],
    ['the minute after: two o’clock did not exist', newYork, '2026-03-08T07:00:00Z', '2026-03-08', 180],
    ['half past one, the first time', newYork, '2026-11-01T05:30:00Z', '2026-11-01', 90],
    ['half past one, the second time', newYork, '2026-11-01T06:30:00Z', '2026-11-01', 90],
    ['midnight is minute 0, not 24:00', newYork, '2026-07-01T04:00:00Z', '2026-07-01', 0],
    ['a change of half an hour', lordHowe, '2026-04-04T15:00:00Z', '2026-04-05', 90],
    ['a zone off the hour', kathmandu, '2026-11-24T18:14:00Z', '2026-11-24', 23 * 60 + 59],
  ])('%s', (_, clock, instant, date, minutes) => {
    expect(clock.dateOf(instant)).toBe(date)
    expect(clock.minutesOf(instant)).toBe(minutes)
  })

  test('writes times in the salon’s zone and words, wherever the browser stands', () => {
    // The space before "PM" is a narrow one in newer browsers.
    expect(newYork.time('2026-11-24T20:30:00Z')).toMatch(/^3:30\sPM$/)
    expect(newYork.day('2026-11-25T03:30:00Z')).toBe('Tue, Nov 24')
    expect(kathmandu.time('2026-11-24T18:14:00Z')).toBe('23:59')
  })

  test('writes dates and wall-clock times without moving them into another zone', () => {
    expect(newYork.longDate('2026-11-24')).toBe('Tuesday, November 24')
    expect(salonClock('Pacific/Kiritimati', 'en-US').longDate('2026-11-24')).toBe('Tuesday, November 24')
    expect(newYork.wallTime(9 * 60 + 5)).toMatch(/^9:05\sAM$/)
    expect(newYork.weekday(1)).toBe('Monday')
    expect(newYork.weekday(7, 'short')).toBe('Sun')
  })

  test.each([
    ['a usual morning', newYork, '2026-11-24', 9 * 60 + 30, '2026-11-24T14:30:00Z'],
    ['the morning before the clocks go forward that night', newYork, '2026-03-07', 9 * 60, '2026-03-07T14:00:00Z'],
    ['the morning after', newYork, '2026-03-08', 9 * 60, '2026-03-08T13:00:00Z'],
    ['a time that the clock skips', newYork, '2026-03-08', 2 * 60 + 30, null],
    ['a time that comes twice: the first', newYork, '2026-11-01', 90, '2026-11-01T05:30:00Z'],
    ['the morning after the clocks went back', newYork, '2026-11-01', 9 * 60, '2026-11-01T14:00:00Z'],
    ['a skipped half hour', lordHowe, '2026-10-04', 2 * 60 + 15, null],
    ['a zone off the hour', kathmandu, '2026-11-24', 23 * 60 + 45, '2026-11-24T18:00:00Z'],
    ['the end of a day', newYork, '2026-11-24', 24 * 60, '2026-11-25T05:00:00Z'],
  ])('%s on the wall clock is an instant', (_, clock, date, minutes, instant) => {
    expect(clock.instantAt(date, minutes)).toBe(instant)
  })

  test('a visit across the lost hour is as long as it takes', () => {
    expect(minutesBetween('2026-03-08T06:30:00Z', '2026-03-08T07:15:00Z')).toBe(45)
  })
})

describe('dates', () => {
  test.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-08', 1, '2026-03-09'],
    ['2026-11-01', 7, '2026-11-08'],
  ])('%s and %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected)
  })

  test('weeks begin on Monday and end with Sunday as 7', () => {
    expect(weekdayOf('2026-11-23')).toBe(1)
    expect(weekdayOf('2026-11-29')).toBe(7)
  })

  test.each(['2026-02-29', '2026-13-01', '26-01-01', '', 'today', null, ['2026-01-01']])('%j is no date', (text) => {
    expect(isSalonDate(text)).toBe(false)
  })

  test('wall-clock times are read with and without seconds', () => {
    expect(minutesOfWallTime('09:30')).toBe(570)
    expect(minutesOfWallTime('17:05:00')).toBe(1025)
    expect(minutesOfWallTime('24:00')).toBe(1440)
  })
})
