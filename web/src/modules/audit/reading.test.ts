import { expect, test } from 'vitest'
import { en } from '@/i18n/en'
import { addDays, salonClock } from '@/ui/salonClock'
import { between, changesIn, fieldOf, keyOf, plain, SUBJECTS, valueOf, type Pens } from './reading'

const clock = salonClock('America/New_York', 'en-US')
const pens: Pens = { clock, money: (cents) => `$${cents / 100}`, words: { nothing: 'none', yes: 'yes', no: 'no' } }

test('every subject that can be chosen has words, and every word can be chosen', () => {
  expect(SUBJECTS.map(keyOf)).toEqual(Object.keys(en.audit.subjects))
})

test('what changed is told column by column, with what it was', () => {
  const details = { before: { name: 'Juniper', website: null }, after: { name: 'Juniper & Co.', website: 'https://juniper.example' } }

  expect(changesIn(details as never)).toEqual([
    { column: 'name', before: 'Juniper', after: 'Juniper & Co.' },
    { column: 'website', before: null, after: 'https://juniper.example' },
  ])
})

test('what was added came of nothing, and what else is said is not left out', () => {
  expect(changesIn({ after: { name: 'Ida' } } as never)).toEqual([{ column: 'name', after: 'Ida' }])
  expect(changesIn({ before: { name: 'Ida' } } as never)).toEqual([{ column: 'name', before: 'Ida' }])
  expect(changesIn({ reason: 'A call for help' } as never)).toEqual([{ column: 'reason', after: 'A call for help' }])
  expect(changesIn(null)).toEqual([])
})

test.each([
  ['price_cents', 4500, 'Price', '$45'],
  ['starts_at', '2026-11-24T15:00:00Z', 'Starts', 'Tue, Nov 24, 10:00 AM, 2026'],
  ['starts_minute', 570, 'Starts', '9:30 AM'],
  ['employee_id', 'emp_01', 'Employee', 'emp_01'],
  ['is_active', false, 'Is active', 'no'],
  ['notes', null, 'Notes', 'none'],
  ['events', ['call.ended'], 'Events', '["call.ended"]'],
  ['buffer_minutes', 15, 'Buffer minutes', '15'],
])('%s of %s reads %s: %s', (column, value, field, words) => {
  expect([fieldOf(column), valueOf(column, value, pens)]).toEqual([field, words])
})

test('what came after this was written is shown as it stands', () => {
  expect(plain('two_thumbs_up')).toBe('Two thumbs up')
})

test('days are the salon’s, and the last one counts to its end', () => {
  expect(between('2026-11-01', '2026-11-01', clock, (day) => addDays(day, 1))).toEqual({ from: '2026-11-01T04:00:00Z', to: '2026-11-02T05:00:00Z' })
  expect(between(undefined, undefined, clock, (day) => addDays(day, 1))).toEqual({ from: undefined, to: undefined })
  // Cuba's clocks skip midnight in March.
  expect(between('2026-03-08', undefined, salonClock('America/Havana', 'en-US'), String).from).toBe('2026-03-08T05:00:00Z')
})
