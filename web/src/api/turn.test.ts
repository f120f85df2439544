import { expect, test } from 'vitest'
import { readTurn } from './turn'

type WireTurn = Parameters<typeof readTurn>[0]

function turn(values: Record<string, unknown>[], tools: WireTurn['tools'] = []): WireTurn {
  const entities = values.map((value, index) => ({
    start: index, end: index + 1, text: 'x', value, alternatives: [value, { type: 'mood' }], negated: false, confidence: 1,
  }))
  return {
    sequence: 1, at: '2026-11-24T15:00:00Z', heard: 'x', said: 'y', understandingMicros: 1, tools, unheard: null, model: null, proof: [],
    understood: { intent: 'other', confidence: 1, acts: [], entities },
  }
}

test('what is known is kept as it is', () => {
  const date = { type: 'date', date: '2026-11-24' }

  const read = readTurn(turn([date]))

  expect(read.understood?.entities).toEqual([expect.objectContaining({ value: date, alternatives: [date] })])
})

test('kinds that a newer server has learnt are left out, and the rest of the turn stays', () => {
  const mood = { type: 'mood', mood: 'glad' }
  const cheer = { call: { tool: 'cheer', phone: '1' }, result: { result: 'cheered' } }
  const failed = { call: { tool: 'cancel', visit: 'apt_1' }, result: { result: 'failed' } }

  const read = readTurn(turn([mood, { type: 'name', name: 'Ava' }], [cheer, failed]))

  expect(read.understood?.entities.map((entity) => entity.value)).toEqual([{ type: 'name', name: 'Ava' }])
  expect(read.tools).toEqual([failed])
  expect(read.said).toBe('y')
})

test('a known kind without its value is no value', () => {
  expect(readTurn(turn([{ type: 'date' }])).understood?.entities).toEqual([])
})

test('a silent turn has nothing understood', () => {
  expect(readTurn({ ...turn([]), understood: null }).understood).toBeNull()
})
