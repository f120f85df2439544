import { expect, test } from 'vitest'
import { changeSince, daysOf, inSteps } from './ranges'

test('names of days mean the days of the salon’s calendar', () => {
  // A Tuesday in a leap year's February.
  expect(daysOf('today', '2028-02-29')).toEqual({ from: '2028-02-29', to: '2028-02-29' })
  expect(daysOf('week', '2028-02-29')).toEqual({ from: '2028-02-28', to: '2028-03-05' })
  expect(daysOf('last7', '2028-03-01')).toEqual({ from: '2028-02-24', to: '2028-03-01' })
  expect(daysOf('last30', '2028-03-01')).toEqual({ from: '2028-02-01', to: '2028-03-01' })
  expect(daysOf('month', '2028-02-29')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  expect(daysOf('month', '2026-12-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' })
})

test('a change is a share of what was before, and nothing can be said where nothing was', () => {
  expect(changeSince(4, 6)).toBe(0.5)
  expect(changeSince(0, 6)).toBeNull()
})

test('many days are put together into weeks, and nothing of them is lost', () => {
  const days = Array.from({ length: 70 }, (_, nth) => ({ date: new Date(Date.UTC(2026, 0, 1 + nth)).toISOString().slice(0, 10), calls: nth }))
  const steps = inSteps(days, (day) => [day.calls])
  expect(steps.length).toBe(11)
  expect(steps[1]?.date).toBe('2026-01-05')
  expect(steps.reduce((sum, step) => sum + (step.values[0] ?? 0), 0)).toBe((69 * 70) / 2)
  expect(inSteps(days.slice(0, 10), (day) => [day.calls]).length).toBe(10)
})
