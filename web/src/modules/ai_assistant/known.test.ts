import { describe, expect, test } from 'vitest'
import type { EntityValue, ToolRun, Turn } from '@/api/types'
import { dayInQuestion, knownFrom } from './known'

type Said = EntityValue | { not: EntityValue }

function turn(said: Said[], tools: ToolRun[] = []): Turn {
  const entities = said.map((one) => ({
    start: 0, end: 1, text: '', alternatives: [], confidence: 1, negated: 'not' in one, value: 'not' in one ? one.not : one,
  }))
  return {
    sequence: 0, at: '2026-11-24T15:00:00Z', heard: '', said: '', tools, understandingMicros: 1, unheard: null, model: null, proof: [],
    understood: { intent: 'book_appointment', confidence: 1, acts: [], entities },
  }
}

const monday: EntityValue = { type: 'date', date: '2026-11-23' }
const tuesday: EntityValue = { type: 'date', date: '2026-11-24' }
const five: EntityValue = { type: 'time', time: '17:00:00', approximate: false }
const cut: EntityValue = { type: 'service', key: 'svc_1', name: 'Haircut' }
const gloss: EntityValue = { type: 'add_on', key: 'add_1', name: 'Gloss' }
const booked: ToolRun = {
  call: {
    tool: 'book', service: 'svc_1', addOns: [], personWasAskedFor: false, customerName: 'Ava Bennett', customerPhone: '+12125550142',
    slot: { startsAt: '2026-11-25T15:00:00Z', local: '2026-11-25T10:00:00', person: 'emp_1', personName: 'Maya' },
  },
  result: {
    result: 'booked',
    visit: {
      key: 'apt_1', service: 'svc_1', serviceName: 'Haircut', addOns: [], person: 'emp_1', personName: 'Maya',
      local: '2026-11-25T10:00:00', priceCents: 6500, customerName: 'Ava Bennett',
    },
  },
}

describe('what is known', () => {
  test('gathers over the turns, and the last word counts', () => {
    expect(knownFrom([turn([cut, monday]), turn([tuesday, five]), turn([gloss, gloss])], null)).toMatchObject({
      service: 'Haircut', addOns: ['Gloss'], date: tuesday, time: five,
    })
  })

  test('loses what is taken back, and only that', () => {
    const known = knownFrom([turn([cut, monday, gloss]), turn([{ not: monday }, { not: gloss }, { not: five }])], null)

    expect(known).toMatchObject({ service: 'Haircut', date: null, addOns: [] })
  })

  test('begins with the number that is calling', () => {
    expect(knownFrom([], '+12125550199').phone).toBe('+12125550199')
  })

  test('is what was booked, whatever was said before', () => {
    expect(knownFrom([turn([monday, five]), turn([], [booked])], null)).toEqual({
      service: 'Haircut', addOns: [], stylist: 'Maya', name: 'Ava Bennett', phone: '+12125550142',
      date: { type: 'date', date: '2026-11-25' }, time: { type: 'time', time: '10:00:00', approximate: false },
    })
  })
})

describe('the day in question', () => {
  test('is the day named last', () => {
    expect(dayInQuestion([turn([monday]), turn([tuesday]), turn([{ not: monday }])])).toBe('2026-11-24')
  })

  test('is the day of the booking once there is one', () => {
    expect(dayInQuestion([turn([monday], [booked])])).toBe('2026-11-25')
  })

  test('is open as long as no day was named', () => {
    expect(dayInQuestion([turn([cut])])).toBeNull()
  })
})
