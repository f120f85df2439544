/** The assistant's settings while they are edited: what stands in the fields, what is wrong with it, what is saved. */
import type { AiAssistant, Knowledge } from '@/api/types'
import { amountOf, centsOf } from '@/ui/moneyInput'
import { askedOf, rankingOf, type Ranking } from './providerOrder'

/** A question with its answer, as it is typed. */
export interface KnowledgeDraft {
  /** One way to ask a line; the first names it. */
  questions: string
  answer: string
}

type Numbers<Of> = { [Name in keyof Of]: Of[Name] extends number ? string : Of[Name] }

export interface AssistantDraft {
  greeting: string
  tone: AiAssistant['tone']
  voice: string
  speech: AiAssistant['speech']
  line: AiAssistant['line']
  /** Nothing: as installed. */
  ranking: Ranking | null
  /** In dollars; empty: as much as it takes. */
  budget: string
  policy: AiAssistant['policy']
  transfer: Numbers<AiAssistant['transfer']>
  afterHours: AiAssistant['afterHours']
  blockedNumbers: string[]
  recording: { enabled: boolean; notice: string }
  retention: Numbers<AiAssistant['retention']>
  limits: Numbers<AiAssistant['limits']>
  knowledge: KnowledgeDraft[]
}

/** What stands in the fields before anything is typed. */
export function draftOf(settings: AiAssistant): AssistantDraft {
  const { greeting, voice, providers, monthlyBudgetCents, policy, transfer, recording, retention, limits, knowledge, ...same } = settings
  return {
    tone: same.tone,
    speech: same.speech,
    line: same.line,
    afterHours: same.afterHours,
    blockedNumbers: [...same.blockedNumbers],
    greeting: greeting ?? '',
    voice: voice ?? '',
    ranking: rankingOf(providers),
    budget: monthlyBudgetCents === null ? '' : amountOf(monthlyBudgetCents, 'USD'),
    policy: { ...policy },
    transfer: { ...transfer, afterMisses: String(transfer.afterMisses) },
    recording: { enabled: recording.enabled, notice: recording.notice ?? '' },
    retention: {
      ...retention,
      recordingRetentionDays: String(retention.recordingRetentionDays),
      transcriptRetentionDays: String(retention.transcriptRetentionDays),
    },
    limits: { maxMinutes: String(limits.maxMinutes), maxTurns: String(limits.maxTurns), maxConcurrentCalls: String(limits.maxConcurrentCalls) },
    knowledge: knowledge.map(({ questions, answer }) => ({ questions: questions.join('\n'), answer })),
  }
}

/** What is saved, of a draft without problems. */
export function settingsOf(draft: AssistantDraft): AiAssistant {
  const { ranking, budget, transfer, recording, retention, limits, knowledge, ...same } = draft
  return {
    ...same,
    greeting: draft.greeting.trim() || null,
    voice: draft.voice.trim() || null,
    providers: askedOf(ranking),
    monthlyBudgetCents: budget.trim() === '' ? null : centsOf(budget, 'USD'),
    transfer: { ...transfer, afterMisses: Number(transfer.afterMisses) },
    recording: { enabled: recording.enabled, notice: recording.notice.trim() || null },
    retention: {
      ...retention,
      recordingRetentionDays: Number(retention.recordingRetentionDays),
      transcriptRetentionDays: Number(retention.transcriptRetentionDays),
    },
    limits: { maxMinutes: Number(limits.maxMinutes), maxTurns: Number(limits.maxTurns), maxConcurrentCalls: Number(limits.maxConcurrentCalls) },
    knowledge: knowledge.map(knowledgeOf),
  }
}

/** The numbers of the form, by the name of their field, and how far each may go. */
export const RANGES = {
  afterMisses: { min: 1, max: 9 },
  maxMinutes: { min: 1, max: 60 },
  maxTurns: { min: 5, max: 150 },
  maxConcurrentCalls: { min: 0, max: 200 },
  recordingRetentionDays: { min: 0, max: 3650 },
  transcriptRetentionDays: { min: 0, max: 3650 },
} as const
const MOST_DOLLARS = 10_000

export type FieldProblem = 'budget' | 'voice' | 'outOfRange'

/** What is wrong with the fields that stand alone, by their names. */
export function fieldProblems(draft: AssistantDraft): Partial<Record<string, FieldProblem>> {
  const { recordingRetentionDays, transcriptRetentionDays } = draft.retention
  const numbers = { ...draft.limits, recordingRetentionDays, transcriptRetentionDays, afterMisses: draft.transfer.afterMisses }
  const problems: Partial<Record<string, FieldProblem>> = {}
  for (const [name, { min, max }] of Object.entries(RANGES)) {
    const typed = numbers[name as keyof typeof RANGES]
    if (!/^\d+$/.test(typed) || Number(typed) < min || Number(typed) > max) problems[name] = 'outOfRange'
  }
  const cents = centsOf(draft.budget, 'USD')
  if (draft.budget.trim() !== '' && (cents === null || cents > MOST_DOLLARS * 100)) problems.budget = 'budget'
  if (!/^[A-Za-z0-9._-]*$/.test(draft.voice.trim())) problems.voice = 'voice'
  return problems
}

export const MOST_ENTRIES = 100
const MOST_QUESTIONS = 10
const QUESTION_LENGTH = { min: 2, max: 200 }
const LONGEST_ANSWER = 600

export interface KnowledgeProblems {
  questions?: 'questionMissing' | 'questionLength' | 'tooManyQuestions' | 'askedTwice'
  answer?: 'answerMissing' | 'answerTooLong'
}

/** What is wrong with each question and its answer, in their order; nothing where all is well. */
export function knowledgeProblems(entries: KnowledgeDraft[]): KnowledgeProblems[] {
  const asked = new Map<string, number>()
  for (const question of entries.flatMap((entry) => [...new Set(linesOf(entry.questions).map(plain))])) {
    asked.set(question, (asked.get(question) ?? 0) + 1)
  }
  return entries.map((entry) => {
    const questions = linesOf(entry.questions)
    const problems: KnowledgeProblems = {}
    const length = (text: string) => Array.from(text).length
    if (questions.length === 0) problems.questions = 'questionMissing'
    else if (questions.length > MOST_QUESTIONS) problems.questions = 'tooManyQuestions'
    else if (questions.some((one) => length(one) < QUESTION_LENGTH.min || length(one) > QUESTION_LENGTH.max)) problems.questions = 'questionLength'
    else if (questions.some((one) => (asked.get(plain(one)) ?? 0) > 1)) problems.questions = 'askedTwice'
    if (entry.answer.trim() === '') problems.answer = 'answerMissing'
    else if (length(entry.answer.trim()) > LONGEST_ANSWER) problems.answer = 'answerTooLong'
    return problems
  })
}

/** The question that names an entry. */
export function nameOf(entry: KnowledgeDraft): string {
  return linesOf(entry.questions)[0] ?? ''
}

function knowledgeOf({ questions, answer }: KnowledgeDraft): Knowledge {
  return { questions: linesOf(questions), answer: answer.trim() }
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
}

/** A question without what nobody hears: capitals and marks. */
function plain(question: string): string {
  return question.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

/** A number as it is kept, from how it is typed; `null`: it has no country in front, or is none. */
export function internationalNumber(typed: string): string | null {
  const number = typed.replace(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null
}
