import { expect, type Locator, type Page } from '@playwright/test'

/** What a caller wants, and how they answer whatever they are asked. */
export interface Caller {
  service: string
  day: string
  name: string
  phone: string
}

const MOST_TURNS = 16

/**
 * Holds a whole booking conversation by typing. It answers the question that was asked rather than following a
 * script, so the receptionist may ask for things in its own order and words.
 */
export async function bookByTyping(page: Page, caller: Caller): Promise<void> {
  await expect(receptionistsWords(page)).toHaveCount(1)
  await say(page, `Hello, I'd like to book a ${caller.service}`)
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    if (await page.getByRole('log').getByText(/^Booked: /).isVisible()) return
    await say(page, answerTo(await lastWords(page), caller))
  }
  throw new Error(`not booked after ${MOST_TURNS} turns; the receptionist's last words: ${await lastWords(page)}`)
}

/** The same on a telephone that rings. */
export async function bookByTelephone(line: { say: (words: string) => Promise<string> }, caller: Caller): Promise<void> {
  let heard = await line.say(`Hello, I'd like to book a ${caller.service}`)
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    if (/you're booked/i.test(heard)) return
    heard = await line.say(answerTo(heard, caller))
  }
  throw new Error(`not booked after ${MOST_TURNS} turns; the receptionist's last words: ${heard}`)
}

/** Decides by the last question of what was said: before it stand times and read-backs, which name everything. */
function answerTo(words: string, caller: Caller): string {
  const question = words.match(/[^.!?]+\?/g)?.at(-1) ?? words
  const asks = (pattern: RegExp) => pattern.test(question)
  if (asks(/\bname\b/i)) return `My name is ${caller.name}`
  if (asks(/phone|number|reach you/i)) return caller.phone
  if (asks(/shall i|should i|is that (right|correct)|book (it|that|this|you)|sound|look (right|good)/i)) return 'Yes, please'
  if (asks(/\badd\b|extra|anything to go with/i)) return 'No, nothing else'
  if (asks(/stylist|who would you|anyone in particular|with (whom|anyone)/i)) return 'Anyone is fine'
  if (/\d\s?(a\.?m|p\.?m)\b|o'clock|\d:\d\d/i.test(words)) return 'The first one, please'
  if (asks(/\bday\b|\bdate\b|\bwhen\b/i)) return caller.day
  if (asks(/\btime\b/i)) return 'As early as possible'
  return `I'd like to book a ${caller.service} ${caller.day}`
}

async function say(page: Page, words: string): Promise<void> {
  const said = receptionistsWords(page)
  const before = await said.count()
  await page.getByLabel('Say something').fill(words)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(said).toHaveCount(before + 1)
}

async function lastWords(page: Page): Promise<string> {
  return (await receptionistsWords(page).last().innerText()).replace(/^Receptionist:\s*/, '')
}

function receptionistsWords(page: Page): Locator {
  return page.getByRole('log').locator('p', { has: page.getByText('Receptionist:') })
}
