import { describe, expect, test } from 'vitest'
import type { Appointment, Employee } from '@/api/types'
import { salonClock } from '@/ui/salonClock'
import { UNKNOWN_EMPLOYEE } from '../../../mock-api/salon'
import { aVisit } from '../../../mock-api/visits'
import { partsOfVisits, placeVisits, spanOf, visibleHours, weekAround, withinHours, workingSpans } from './dayLayout'

const clock = salonClock('America/New_York', 'en-US')

function visit(id: string, startsAt: string, minutes: number): Appointment {
  return aVisit({ id, startsAt, minutes })
}

function lanes(...visits: Appointment[]): string[] {
  return placeVisits(visits, clock).map((block) => `${block.visit.id} ${block.lane + 1}/${block.lanes}`)
}

describe('visits in a column', () => {
  test('stand where the salon’s clock says, whatever the browser’s says', () => {
    const [block] = placeVisits([visit('a', '2026-11-24T14:30:00Z', 45)], clock)

    expect(block).toMatchObject({ start: 9 * 60 + 30, minutes: 45 })
  })

  test('back to back have the whole width', () => {
    expect(lanes(visit('a', '2026-11-24T15:00:00Z', 30), visit('b', '2026-11-24T15:30:00Z', 30))).toEqual(['a 1/1', 'b 1/1'])
  })

  test('at the same time stand side by side, the longer one first', () => {
    expect(lanes(visit('a', '2026-11-24T15:00:00Z', 30), visit('b', '2026-11-24T15:00:00Z', 60))).toEqual(['b 1/2', 'a 2/2'])
  })

  test('use a lane again as soon as it is free', () => {
    expect(
      lanes(visit('a', '2026-11-24T15:00:00Z', 90), visit('b', '2026-11-24T15:00:00Z', 30), visit('c', '2026-11-24T15:30:00Z', 30)),
    ).toEqual(['a 1/2', 'b 2/2', 'c 2/2'])
  })

  test('so short that their blocks would touch stand side by side', () => {
    expect(lanes(visit('a', '2026-11-24T15:00:00Z', 5), visit('b', '2026-11-24T15:10:00Z', 30))).toEqual(['a 1/2', 'b 2/2'])
  })

  test('across the lost hour are as long as they take', () => {
    const [block] = placeVisits([visit('a', '2026-03-08T06:30:00Z', 60)], clock)

    expect(block).toMatchObject({ start: 90, minutes: 60 })
  })

  test('in the repeated hour stand at the same place, side by side', () => {
    expect(lanes(visit('first', '2026-11-01T05:30:00Z', 30), visit('second', '2026-11-01T06:30:00Z', 30))).toEqual(['first 1/2', 'second 2/2'])
  })
})

describe('the hours drawn', () => {
  test('are the opening hours, in whole hours', () => {
    expect(visibleHours([{ from: 9 * 60 + 30, to: 18 * 60 }], [])).toEqual({ from: 9, to: 18 })
  })

  test('reach to a visit outside them', () => {
    const early = placeVisits([visit('a', '2026-11-24T12:15:00Z', 30)], clock)

    expect(visibleHours([{ from: 9 * 60, to: 18 * 60 }], early)).toEqual({ from: 7, to: 18 })
  })

  test('of a closed day without visits are a usual day’s', () => {
    expect(visibleHours([], [])).toEqual({ from: 9, to: 18 })
  })

  test('never leave the day', () => {
    const late = placeVisits([visit('a', '2026-11-25T04:30:00Z', 90)], clock)

    expect(visibleHours([], late)).toEqual({ from: 23, to: 24 })
  })
})

describe('working hours', () => {
  const hours = (startsAt: string, endsAt: string, weekday = 2) => ({ weekday, startsAt, endsAt })
  const employee = (...weeklyHours: Employee['weeklyHours']): Employee => ({ ...UNKNOWN_EMPLOYEE, weeklyHours })
  const tuesday = '2026-11-24'

  test('are the stylist’s own within the salon’s', () => {
    expect(workingSpans(employee(hours('08:00', '20:00')), [hours('09:00', '18:00')], tuesday)).toEqual([{ from: 540, to: 1080 }])
  })

  test('keep a break', () => {
    expect(workingSpans(employee(hours('09:00', '13:00'), hours('14:00', '18:00')), [hours('09:00', '18:00')], tuesday)).toEqual([
      { from: 540, to: 780 },
      { from: 840, to: 1080 },
    ])
  })

  test('are none on the stylist’s day off, nor on a day on which the salon is closed', () => {
    expect(workingSpans(employee(hours('09:00', '18:00', 3)), [hours('09:00', '18:00')], tuesday)).toEqual([])
    expect(workingSpans(employee(hours('09:00', '18:00')), [], tuesday)).toEqual([])
  })
})

test('of what is off, the hours that are shown are drawn', () => {
  const night = { ...spanOf({ startsAt: '00:00', endsAt: '09:30' }), reason: 'CLOSED' as const }
  const evening = { ...spanOf({ startsAt: '19:00', endsAt: '24:00' }), reason: 'TIME_OFF' as const }

  expect(withinHours([night, evening], { from: 9, to: 19 })).toEqual([{ from: 540, to: 570, reason: 'CLOSED' }])
  expect(withinHours([evening], { from: 9, to: 20 })).toEqual([{ from: 1140, to: 1200, reason: 'TIME_OFF' }])
})

test('the week around a date runs from Monday to Sunday, across months', () => {
  expect(weekAround('2026-11-29')).toEqual([
    '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29',
  ])
  expect(weekAround('2026-03-01').at(0)).toBe('2026-02-23')
})

test('services of one visit know their place in it, in order of time', () => {
  const one = aVisit({ id: 'cut', startsAt: '2026-11-24T16:00:00Z', visitId: 'vis_1' })
  const other = aVisit({ id: 'colour', startsAt: '2026-11-24T15:00:00Z', visitId: 'vis_1' })
  const alone = aVisit({ id: 'alone', startsAt: '2026-11-24T15:00:00Z', visitId: 'vis_2' })

  expect(Object.fromEntries(partsOfVisits([one, other, alone, visit('plain', '2026-11-24T15:00:00Z', 30)]))).toEqual({
    colour: { nth: 1, of: 2 }, cut: { nth: 2, of: 2 },
  })
})
