import { expect, test } from 'vitest'
import type { Entity, EntityValue } from '@/api/types'
import { highlight } from './highlight'

const tomorrow: EntityValue = { type: 'date', date: '2026-11-25' }
const five: EntityValue = { type: 'time', time: '17:00:00', approximate: false }

function entity(start: number, end: number, value: EntityValue = tomorrow): Entity {
  return { start, end, text: '', value, alternatives: [], negated: false, confidence: 1 }
}

function marked(heard: string, entities: Entity[]): string {
  return highlight(heard, entities).map(({ text, entity: found }) => (found ? `[${text}]` : text)).join('')
}

test('words between entities stay as they were said', () => {
  expect(marked('Tomorrow at five, please', [entity(0, 8), entity(12, 16, five)])).toBe('[Tomorrow] at [five], please')
})

test('positions count characters as the server does, not UTF-16 units', () => {
  expect(marked('👋🏽 hi, tomorrow', [entity(7, 15)])).toBe('👋🏽 hi, [tomorrow]')
  expect(marked('Zoë 😀 tomorrow', [entity(6, 14)])).toBe('Zoë 😀 [tomorrow]')
})

test('entities may come in any order', () => {
  expect(marked('five tomorrow', [entity(5, 13), entity(0, 4, five)])).toBe('[five] [tomorrow]')
})

test('of nested entities the outer one is shown, once', () => {
  expect(marked('Friday to Sunday', [entity(0, 16), entity(10, 16)])).toBe('[Friday to Sunday]')
})

test('a position outside the words marks nothing and loses no word', () => {
  expect(marked('hello', [entity(2, 99)])).toBe('hello')
})

test('a sentence without entities is one piece', () => {
  expect(highlight('hello', [])).toEqual([{ text: 'hello', entity: null }])
  expect(highlight('', [])).toEqual([])
})
