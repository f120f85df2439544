import { createHmac } from 'node:crypto'
import { expect, test, type APIRequestContext } from '@playwright/test'
import { barriers } from './barriers'
import { credentials, logIn } from './logIn'

const PHONE = '+12125550177'

test('a customer opens the link of their visit, confirms, moves and cancels it', async ({ page, request }) => {
  const salon = await Salon.open(request)
  const visit = await salon.book('Nadia Ferrow', PHONE)
  const link = await salon.linkTo(PHONE)

  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Your visit' })).toBeVisible()
  await expect(page.getByText(visit.service, { exact: true })).toBeVisible()
  await expect(page.getByText('Nadia')).toHaveCount(0)
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'I am coming' }).click()
  await expect(page.getByText('Thank you! See you then.')).toBeVisible()
  expect((await salon.visit(visit.id)).status).toBe('CONFIRMED')

  await page.getByRole('button', { name: 'Choose another time' }).click()
  const times = page.getByRole('button', { name: /^\d{1,2}:\d\d\s[AP]M$/ })
  await expect(times.last()).toBeVisible()
  await times.last().click()
  await page.getByRole('button', { name: 'Yes, move it' }).click()
  await expect(page.getByText('Your visit has moved.')).toBeVisible()
  expect((await salon.visit(visit.id)).startsAt).not.toBe(visit.startsAt)

  await page.getByRole('button', { name: 'Cancel the visit' }).click()
  await page.getByRole('button', { name: 'Yes, cancel it' }).click()
  await expect(page.getByText('Your visit is cancelled.')).toBeVisible()
  expect((await salon.visit(visit.id)).status).toBe('CANCELLED')

  await page.goto(`${link.slice(0, -3)}xyz`)
  await expect(page.getByText('This link leads nowhere any more')).toBeVisible()
})

test('the front desk reads a conversation, answers in it, and sees who wants no messages', async ({ page, request }) => {
  const number = '+12125550178'
  const salon = await Salon.open(request)
  await salon.book('Odile Marsh', number)
  await salon.text(number, 'do you have a parking lot?')
  await logIn(page)
  await page.getByRole('link', { name: 'Messages' }).click()

  await page.getByRole('button', { name: 'Open the conversation with Odile Marsh' }).click()
  const panel = page.getByRole('complementary', { name: 'Conversation' })
  await expect(panel.getByText('do you have a parking lot?')).toBeVisible()
  await panel.getByLabel('Your message').fill('Yes, behind the house.')
  await panel.getByRole('button', { name: 'Send' }).click()
  await expect(panel.getByText('Yes, behind the house.')).toBeVisible()
  await expect.poll(() => salon.textsTo(number)).toContain('Yes, behind the house.')

  await salon.text(number, 'STOP')
  await page.reload()
  await expect(panel.getByText(/has written STOP/)).toBeVisible()
  await expect(panel.getByRole('button', { name: 'Send' })).toHaveCount(0)
  await salon.text(number, 'START')
})

test('a manager words a message and goes back to the usual words', async ({ page }) => {
  await logIn(page)
  await page.goto('/messages/templates')
  const card = page.getByRole('region', { name: 'Reminder' })
  const words = card.getByRole('textbox')
  await words.fill('{salon}: see you {wen}')
  await expect(card.getByText(/has no place for \{wen\}; there are .*\{when\}/)).toBeVisible()
  await expect(card.getByRole('button', { name: 'Save' })).toBeDisabled()
  await words.fill('{salon}: see you {when}, {firstName}! {link}')
  await expect(card.getByText(/characters · 1 message/)).toBeVisible()
  await card.getByRole('button', { name: 'Save' }).click()
  await expect(card.getByText('Your words')).toBeVisible()
  await card.getByRole('button', { name: 'Back to the usual words' }).click()
  await expect(card.getByText('Usual words')).toBeVisible()
  await expect(words).toHaveValue(/Reply 1 to confirm, 2 to cancel/)
})

test('sent messages are filtered by kind and state, with what they cost', async ({ page, request }) => {
  const salon = await Salon.open(request)
  await salon.book('Pia Holt', '+12125550179')
  await salon.linkTo('+12125550179')
  await logIn(page)
  await page.goto('/messages/sent?kind=BOOKING_CONFIRMATION')
  const row = page.getByRole('listitem').filter({ hasText: '(212) 555-0179' }).first()
  await expect(row).toContainText('Confirmation')
  await expect(row).toContainText(/\d segments?/)
  await expect(row).toContainText(/about \$0\.\d+/)
  await page.goto('/messages/sent?status=SUPPRESSED&kind=VOICEMAIL')
  await expect(page.getByText('No message fits')).toBeVisible()
})

test('the pages of messages have no barriers', async ({ page }) => {
  await logIn(page)
  for (const path of ['/messages', '/messages/sent', '/messages/templates', '/settings/messages']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await barriers(page), path).toEqual([])
  }
})

/** The salon by its API, to prepare and to check what pages cannot. */
class Salon {
  private constructor(private readonly request: APIRequestContext, private readonly headers: Record<string, string>) {}

  static async open(request: APIRequestContext): Promise<Salon> {
    const answer = await request.post('/api/auth/login', { data: credentials })
    const { data } = await answer.json()
    return new Salon(request, { authorization: `Bearer ${data.token}` })
  }

  private async get(path: string) {
    const answer = await this.request.get(path, { headers: this.headers })
    expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true)
    return (await answer.json()).data
  }

  visit(id: string): Promise<{ status: string; startsAt: string }> {
    return this.get(`/api/appointments/${id}`)
  }

  /** Books the first free time a few days ahead. */
  async book(name: string, phone: string): Promise<{ id: string; startsAt: string; service: string }> {
    const [service] = await this.get('/api/services')
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    const { slots } = await this.get(`/api/availability?serviceId=${service.id}&from=${day(3)}&to=${day(12)}`)
    const data = { serviceId: service.id, startsAt: slots[0].startsAt, customer: { name, phone } }
    const answer = await this.request.post('/api/appointments', { headers: this.headers, data })
    expect(answer.status(), await answer.text()).toBe(201)
    const visit = (await answer.json()).data
    return { id: visit.id, startsAt: visit.startsAt, service: service.name }
  }

  async textsTo(phone: string): Promise<string[]> {
    const all: { recipient: string; body: string; status: string }[] = await this.get('/api/notifications?pageSize=100')
    return all.filter((one) => one.recipient === phone && one.status === 'SENT').map((one) => one.body)
  }

  /** The path of the page behind the link in the confirmation. */
  async linkTo(phone: string): Promise<string> {
    await expect.poll(async () => (await this.textsTo(phone)).some((body) => body.includes('/v/'))).toBe(true)
    const [body] = (await this.textsTo(phone)).filter((text) => text.includes('/v/'))
    return /\/v\/[\w-]+/.exec(body ?? '')?.[0] ?? ''
  }

  /** A text message, as the telephone company brings it. */
  async text(from: string, body: string): Promise<void> {
    const sid = `SM${Date.now().toString(16).padStart(32, '0')}`
    const form = { MessageSid: sid, From: from, To: process.env.BOLT_NUMBER ?? '', Body: body }
    const url = `${process.env.BOLT_URL}/api/telephony/twilio/sms`
    const fields = Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1))
    const signed = url + fields.map(([name, value]) => name + value).join('')
    const signature = createHmac('sha1', process.env.BOLT_TWILIO_AUTH_TOKEN ?? '').update(signed).digest('base64')
    const answer = await this.request.post(url, { form, headers: { 'X-Twilio-Signature': signature } })
    expect(answer.ok()).toBe(true)
  }
}

