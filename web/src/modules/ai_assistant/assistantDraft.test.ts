import { describe, expect, test } from 'vitest'
import type { AiAssistant } from '@/api/types'
import { draftOf, fieldProblems, internationalNumber, knowledgeProblems, settingsOf } from './assistantDraft'
import { USUAL_ASSISTANT } from '../../../mock-api/settings'

const written: AiAssistant = {
  ...USUAL_ASSISTANT,
  greeting: 'Juniper, hello.', voice: 'Polly.Joanna', providers: ['COMPATIBLE', 'LOCAL'], monthlyBudgetCents: 2_550,
  blockedNumbers: ['+12125550199'], recording: { enabled: true, notice: 'We record.' },
  knowledge: [{ questions: ['Can I park?', 'Where do I park?'], answer: 'Behind the house.' }],
}

describe('the settings in their fields', () => {
  test.each([USUAL_ASSISTANT, written])('are saved as they were read', (settings) => {
    expect(settingsOf(draftOf(settings))).toEqual(settings)
    expect(fieldProblems(draftOf(settings))).toEqual({})
  })

  test('lose what is empty, and blanks around a text', () => {
    const draft = { ...draftOf(written), greeting: '  ', voice: ' alloy ', budget: '', ranking: null }

    expect(settingsOf(draft)).toMatchObject({ greeting: null, voice: 'alloy', monthlyBudgetCents: null, providers: [] })
  })

  test.each([
    ['budget', { budget: 'ten' }], ['budget', { budget: '10000.01' }], ['voice', { voice: 'two words' }],
    ['afterMisses', { transfer: { ...draftOf(written).transfer, afterMisses: '0' } }],
    ['maxMinutes', { limits: { ...draftOf(written).limits, maxMinutes: '61' } }],
    ['maxTurns', { limits: { ...draftOf(written).limits, maxTurns: '' } }],
    ['recordingRetentionDays', { retention: { ...draftOf(written).retention, recordingRetentionDays: '3651' } }],
    ['transcriptRetentionDays', { retention: { ...draftOf(written).retention, transcriptRetentionDays: '' } }],
    ['maxConcurrentCalls', { limits: { ...draftOf(written).limits, maxConcurrentCalls: '2.5' } }],
  ])('are not right in %s where it is %j', (field, change) => {
    expect(Object.keys(fieldProblems({ ...draftOf(written), ...change }))).toEqual([field])
  })
})

describe('a question with its answer', () => {
  const parking = { questions: 'Can I park?\n\n Where do I park? ', answer: 'Behind the house.' }

  test('is right, however many blank lines it has', () => {
    expect(knowledgeProblems([parking])).toEqual([{}])
  })

  test.each([
    [{ ...parking, questions: ' \n' }, { questions: 'questionMissing' }],
    [{ ...parking, questions: '?' }, { questions: 'questionLength' }],
    [{ ...parking, questions: 'x'.repeat(201) }, { questions: 'questionLength' }],
    [{ ...parking, questions: Array.from({ length: 11 }, (_, nth) => `Question ${nth}`).join('\n') }, { questions: 'tooManyQuestions' }],
    [{ ...parking, answer: '' }, { answer: 'answerMissing' }],
    [{ ...parking, answer: 'x'.repeat(601) }, { answer: 'answerTooLong' }],
  ])('is not right as %j', (entry, problems) => {
    expect(knowledgeProblems([entry])).toEqual([problems])
  })

  test('is not asked in two entries, whatever the capitals', () => {
    const again = { questions: 'Dogs?\nwhere do I PARK', answer: 'In the yard.' }

    expect(knowledgeProblems([parking, again, { ...again, questions: 'Dogs allowed?' }]))
      .toEqual([{ questions: 'askedTwice' }, { questions: 'askedTwice' }, {}])
  })
})

test.each([
  ['+1 (212) 555-0199', '+12125550199'], ['+44 20 7946 0018', '+442079460018'], ['212 555 0199', null], ['+0123456789', null], ['+12', null],
  ['+1 212 call me', null],
])('the number %j is kept as %j', (typed, kept) => {
  expect(internationalNumber(typed)).toBe(kept)
})
