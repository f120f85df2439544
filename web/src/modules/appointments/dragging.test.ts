import { describe, expect, test } from 'vitest'
import { salonClock } from '@/ui/salonClock'
import { aVisit } from '../../../mock-api/visits'
import { columnAt, instantOf, scrollStep, snapStart } from './dragging'

const newYork = salonClock('America/New_York', 'en-US')
const hours = { from: 9, to: 18 }

describe('a dragged visit', () => {
  test.each([
    ['snaps to the nearest quarter of an hour', 10 * 60 + 7, 45, 10 * 60],
    ['snaps forward from the half of a step', 10 * 60 + 8, 45, 10 * 60 + 15],
    ['does not begin before the drawn hours', 8 * 60, 45, 9 * 60],
    ['does not end after them', 17 * 60 + 50, 45, 17 * 60 + 15],
    ['ends before them on the step, whatever its length', 17 * 60 + 50, 50, 17 * 60],
    ['longer than the drawn hours begins with them', 12 * 60, 700, 9 * 60],
  ])('%s', (_, minutes, length, expected) => {
    expect(snapStart(minutes, length, hours)).toBe(expected)
  })

  test('lands in the column under the pointer, or in the nearest', () => {
    const columns = [{ left: 60, right: 160 }, { left: 160, right: 260 }]

    expect([10, 60, 159, 200, 900].map((x) => columnAt(x, columns))).toEqual([0, 0, 0, 1, 1])
    expect(columnAt(10, [])).toBe(-1)
  })

  test('scrolls the calendar only near its edges, faster further out', () => {
    expect([300, 120, 100, 20, 480, 900].map((y) => scrollStep(y, 100, 500))).toEqual([0, -8, -14, -14, 8, 14])
  })
})

describe('the instant of a place', () => {
  const visit = aVisit({ startsAt: '2026-11-24T15:00:00Z' })

  test.each([
    ['on a usual day', '2026-11-24', 11 * 60, '2026-11-24T16:00:00Z'],
    ['on the day on which the clocks went forward', '2026-03-08', 11 * 60, '2026-03-08T15:00:00Z'],
    ['on the day on which they went back', '2026-11-01', 11 * 60, '2026-11-01T16:00:00Z'],
    ['in the skipped hour there is none', '2026-03-08', 2 * 60 + 15, null],
    ['in the repeated hour is the first', '2026-11-01', 75, '2026-11-01T05:15:00Z'],
  ])('%s', (_, date, minutes, expected) => {
    expect(instantOf(visit, date, minutes, newYork)).toBe(expected)
  })

  test('of a visit in the second run of the repeated hour is its own where it has not moved', () => {
    const second = aVisit({ startsAt: '2026-11-01T06:15:00Z' })

    expect(instantOf(second, '2026-11-01', 75, newYork)).toBe('2026-11-01T06:15:00Z')
    expect(instantOf(second, '2026-11-01', 120, newYork)).toBe('2026-11-01T07:00:00Z')
  })
})
