import { expect, test, type APIRequestContext, type Locator, type Page } from '@playwright/test'
import { credentials, logIn } from './logIn'

const PHONE = '+12125550171'
const TIMES = /^\d{1,2}:\d\d\s[AP]M$/

test('somebody is put on the list, a time is held for them and then booked', async ({ page, request }) => {
  const customer = 'Yolanda Ferris'
  const salon = await Salon.open(request)
  await logIn(page)
  await page.getByRole('link', { name: 'Waitlist' }).click()

  await page.getByRole('button', { name: 'Put on the list' }).first().click()
  const form = page.getByRole('complementary', { name: 'Put on the waitlist' })
  await form.getByLabel('Name').fill(customer)
  await form.getByLabel('Phone').fill(PHONE)
  await choose(form, 'Service', salon.service.name)
  await choose(form, 'Stylist', salon.employee.name)
  await form.getByLabel('Note').fill('Any day will do.')
  await form.getByRole('button', { name: 'Put on the list' }).click()
  await expect(page.getByText(`${customer} is on the waitlist`)).toBeVisible()
  const row = page.getByRole('row').filter({ hasText: customer })
  await expect(row).toContainText(salon.service.name)
  await expect(row).toContainText('Any time of day')
  await expect(row).toContainText(salon.employee.name)
  await expect(row).toContainText('Waiting')

  // A time is offered: a text message goes out, and the time is theirs for a while.
  const panel = page.getByRole('complementary', { name: 'On the waitlist' })
  await panel.getByRole('button', { name: 'Offer a time' }).click()
  await expect(panel.getByText('A text message asks them at (212) 555-0171.')).toBeVisible()
  const times = panel.getByRole('button', { name: TIMES })
  const nextDay = panel.getByRole('button', { name: /^Next free day/ })
  await expect(times.or(nextDay).first()).toBeVisible()
  if (await nextDay.isVisible()) await nextDay.click()
  const time = await times.first().innerText()
  await times.first().click()
  await panel.getByRole('button', { name: /^Offer / }).click()
  await expect(panel.getByText(/^Offered: /)).toContainText(salon.employee.name)
  await expect(panel.getByRole('timer')).toHaveText(/^\d+:\d\d$/)
  await expect(row).toContainText('Offered')
  await expect.poll(() => salon.messagesTo(PHONE)).toContain('WAITLIST_OFFER')

  // In the calendar nobody else gets it.
  const offered = await salon.entryOf(customer)
  const date = offered.offeredDate
  await page.goto(`/calendar/${date}`)
  await page.getByRole('button', { name: `New visit with ${salon.employee.name}` }).click()
  const visit = page.getByRole('complementary', { name: 'New visit' })
  await choose(visit, 'Service', salon.service.name)
  const free = visit.getByRole('button', { name: TIMES })
  await expect(free.or(visit.getByText('Nothing free on this day.')).first()).toBeVisible()
  await expect(visit.getByRole('button', { name: time, exact: true })).toHaveCount(0)

  // They say yes.
  await page.goto('/waitlist')
  await page.getByRole('button', { name: `Open ${customer} on the waitlist` }).click()
  await panel.getByRole('button', { name: 'They said yes: book it' }).click()
  await expect(panel.getByText(/^Booked for /)).toContainText(salon.employee.name)
  await panel.getByRole('link', { name: 'Show in calendar' }).click()
  await expect(page).toHaveURL(new RegExp(`/calendar/${date}`))
  await expect(page.getByRole('region', { name: /Visits on/ }).getByRole('button', { name: new RegExp(customer) })).toHaveCount(1)
})

test('somebody is taken off the list, once that is confirmed', async ({ page, request }) => {
  const customer = 'Benno Achterberg'
  const salon = await Salon.open(request)
  await salon.letWait(customer)
  await logIn(page)
  await page.goto('/waitlist')
  const row = page.getByRole('row').filter({ hasText: customer })
  await page.getByRole('button', { name: `Open ${customer} on the waitlist` }).click()
  const panel = page.getByRole('complementary', { name: 'On the waitlist' })

  await expect(panel.getByText('Without a telephone number nothing can be offered')).toBeVisible()
  await panel.getByRole('button', { name: 'Take off the list' }).click()
  await panel.getByRole('button', { name: 'Keep on the list' }).click()
  await expect(row).toHaveCount(1)
  await panel.getByRole('button', { name: 'Take off the list' }).click()
  await panel.getByRole('button', { name: 'Take off the list' }).click()

  await expect(page.getByText(`${customer} is no longer on the waitlist`)).toBeVisible()
  await expect(row).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Left', exact: true }).click()
  await expect(row).toContainText('Left')
})

async function choose(form: Locator, field: string, name: string): Promise<void> {
  await form.getByRole('combobox', { name: field }).click()
  await option(form.page(), name).click()
}
/** "Men's haircut" is also a part of "Women's haircut". */
function option(page: Page, name: string): Locator {
  return page.getByRole('option').filter({ has: page.getByText(name, { exact: true }) })
}

interface Named {
  id: string
  name: string
}

/** The salon as its programs see it: what a test needs to know, and what it arranges. */
class Salon {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly headers: Record<string, string>,
    /** The shortest that can be booked, and somebody who does it. */
    readonly service: Named,
    readonly employee: Named,
    private readonly timezone: string,
  ) {}

  static async open(request: APIRequestContext): Promise<Salon> {
    const session = (await (await request.post('/api/auth/login', { data: credentials })).json()).data
    const headers = { authorization: `Bearer ${session.token}` }
    const list = async (path: string) => (await (await request.get(path, { headers })).json()).data
    const services: (Named & { isActive: boolean; durationMinutes: number; employeeIds: string[] })[] = await list('/api/services?pageSize=100')
    const employees: (Named & { isActive: boolean })[] = await list('/api/employees?pageSize=100')
    const [service] = services.filter(({ isActive }) => isActive).sort((a, b) => a.durationMinutes - b.durationMinutes)
    const employee = employees.find(({ id, isActive }) => isActive && service?.employeeIds.includes(id))
    if (!service || !employee) throw new Error('the demo salon offers nothing')
    return new Salon(request, headers, service, employee, session.tenant.timezone)
  }

  /** Puts somebody on the list whom nobody can ask by text message. */
  async letWait(name: string): Promise<void> {
    const today = this.dateOf(new Date().toISOString())
    const data = { customer: { name }, serviceId: this.service.id, firstDay: today, lastDay: today }
    const answer = await this.request.post('/api/waitlist', { headers: this.headers, data })
    if (!answer.ok()) throw new Error(await answer.text())
  }

  async entryOf(name: string): Promise<{ offeredDate: string }> {
    const entries: { customer: Named; offeredStartsAt: string | null }[] = await this.list('/api/waitlist?pageSize=100')
    const entry = entries.find(({ customer }) => customer.name === name)
    if (!entry?.offeredStartsAt) throw new Error(`${name} has no offer`)
    return { offeredDate: this.dateOf(entry.offeredStartsAt) }
  }

  /** Kinds of the messages to a number. */
  async messagesTo(phone: string): Promise<string[]> {
    const messages: { recipient: string; kind: string }[] = await this.list('/api/notifications?pageSize=100')
    return messages.filter(({ recipient }) => recipient === phone).map(({ kind }) => kind)
  }

  private async list(path: string) {
    return (await (await this.request.get(path, { headers: this.headers })).json()).data
  }
  private dateOf(instant: string): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone: this.timezone, dateStyle: 'short' }).format(new Date(instant))
  }
}
