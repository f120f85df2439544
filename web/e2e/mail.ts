import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'

interface Mail {
  to: string
  subject: string
  text: string
}

/** The newest mail to somebody whose subject has these words, once it has gone out. */
export async function mailTo(address: string, subject: string): Promise<Mail> {
  let found: Mail | undefined
  await expect(async () => {
    found = (await sent()).findLast((mail) => mail.to === address && mail.subject.includes(subject))
    expect(found, `a mail to ${address} about “${subject}”`).toBeDefined()
  }).toPass({ timeout: 15_000 })
  return found as Mail
}

/** Where the link of a mail leads, for the browser at hand. */
export function linkIn(mail: Mail): string {
  const link = /https?:\/\/\S+/.exec(mail.text)?.[0]
  if (link === undefined) throw new Error(`no link in “${mail.subject}”`)
  const { pathname, hash } = new URL(link)
  return pathname + hash
}

async function sent(): Promise<Mail[]> {
  const folder = process.env.BOLT_DATA_DIR
  if (folder === undefined) throw new Error('BOLT_DATA_DIR says where the mails of the run are')
  // There is no file before the first mail.
  const lines = await readFile(join(folder, 'simulated-mail.jsonl'), 'utf8').catch(() => '')
  return lines.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Mail)
}
