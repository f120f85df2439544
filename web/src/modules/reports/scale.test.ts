import { describe, expect, it } from 'vitest'
import { labelled, marksUpTo } from './scale'

describe('marksUpTo', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [9, [0, 5, 10]],
    [12, [0, 5, 10, 15]],
    [100, [0, 50, 100]],
    [274, [0, 100, 200, 300]],
    [1_234_500, [0, 500_000, 1_000_000, 1_500_000]],
  ])('%d', (most, marks) => expect(marksUpTo(most)).toEqual(marks))

  it('never needs more than five, and reaches the highest bar', () => {
    for (let most = 1; most < 5_000; most += 7) {
      const marks = marksUpTo(most)
      expect(marks.length).toBeLessThanOrEqual(5)
      expect(marks.at(-1)).toBeGreaterThanOrEqual(most)
    }
  })
})

it('labels as many as there is room for, from the first on', () => {
  expect(labelled(3, 6)).toEqual([0, 1, 2])
  expect(labelled(24, 6)).toEqual([0, 4, 8, 12, 16, 20])
  expect(labelled(31, 6)).toEqual([0, 6, 12, 18, 24, 30])
  expect(labelled(0, 6)).toEqual([])
})
