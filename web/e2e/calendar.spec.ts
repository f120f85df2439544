import { expect, test, type APIRequestContext, type Locator, type Page } from '@playwright/test'
import { credentials, logIn } from './logIn'

// High enough for a whole day, so that no drag has to scroll.
test.use({ viewport: { width: 1500, height: 1500 } })

interface Place {
  employee: { id: string; name: string }
  /** What the salon's clock shows: "2026-12-01T14:30". */
  local: string
  startsAt: string
}
interface Ground {
  date: string
  service: { id: string; name: string; durationMinutes: number }
  /** Three free places on one day; the first two are of the same person. */
  first: Place
  later: Place
  elsewhere: Place
}

let api: Api
test.beforeEach(async ({ request }) => {
  api = await Api.open(request)
})

test('a visit is booked, dragged to another person and time, and stands there after a reload', async ({ page }) => {
  const customer = 'Ingrid Vasquez'
  const ground = await api.findGround(6)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)

  // Booked through the form: the chosen time is kept meanwhile.
  await page.getByRole('button', { name: `New visit with ${ground.first.employee.name}` }).click()
  const form = page.getByRole('complementary', { name: 'New visit' })
  await chooseService(form, 'Service', ground)
  await form.getByRole('button', { name: timeOf(ground.first.local), exact: true }).click()
  await expect(form.getByText('Kept for this visit for')).toBeVisible()
  await expect(form.getByRole('timer')).toHaveText(/^\d+:\d\d$/)
  await form.getByLabel('Name').fill(customer)
  await form.getByRole('button', { name: /^Book / }).click()
  const block = visitOf(page, customer)
  await expect(inColumn(page, ground.first, customer)).toHaveCount(1)

  // Dragged to somebody else, at another time; the ghost shows where it would go.
  await dragTo(page, block, ground.first.local, ground.elsewhere, async () => {
    await expect(page.locator('[data-drop]')).toContainText(timeOf(ground.elsewhere.local))
  })
  await expect(page.getByText(/^Moved to/)).toContainText(timeOf(ground.elsewhere.local))
  await page.reload()
  await expect(inColumn(page, ground.elsewhere, customer)).toHaveAttribute('aria-label', startingAt(ground.elsewhere))

  // Dragged once more and taken back.
  await dragTo(page, block, ground.elsewhere.local, ground.later)
  await expect(inColumn(page, ground.later, customer)).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(inColumn(page, ground.elsewhere, customer)).toHaveAttribute('aria-label', startingAt(ground.elsewhere))
})

test('a drop on a taken time is refused with its reason, and the visit stays until it is forced', async ({ page }) => {
  const [customer, other] = ['Tobias Lindgren', 'Mabel Osei']
  const ground = await api.findGround(8)
  await api.book(ground, ground.first, customer)
  await api.book(ground, ground.later, other)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  const block = visitOf(page, customer)

  await dragTo(page, block, ground.first.local, ground.later)

  const dialog = page.getByRole('dialog', { name: 'Not moved' })
  await expect(dialog.getByRole('alert')).toContainText('already taken')
  await expect(dialog.getByText('These are free:')).toBeVisible()
  await dialog.getByRole('button', { name: 'Leave it where it was' }).click()
  await expect(block).toHaveAttribute('aria-label', startingAt(ground.first))

  // An owner may put it there all the same; both stand side by side.
  await dragTo(page, block, ground.first.local, ground.later)
  await dialog.getByRole('button', { name: 'Book over it' }).click()
  await expect(block).toHaveAttribute('aria-label', startingAt(ground.later))
  await expect(block).toHaveAttribute('aria-label', /booked over the rules/)
  const [one, another] = [await box(block), await box(visitOf(page, other))]
  expect(one.x + one.width <= another.x || another.x + another.width <= one.x).toBe(true)
})

test('a visit that somebody else has changed meanwhile is not moved over that change', async ({ page }) => {
  const customer = 'Petra Novak'
  const ground = await api.findGround(10)
  const id = await api.book(ground, ground.first, customer)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  const block = visitOf(page, customer)
  await expect(block).toBeVisible()
  await api.post(`/api/appointments/${id}/status`, { status: 'CONFIRMED' })

  await dragTo(page, block, ground.first.local, ground.elsewhere)

  await expect(page.getByText('Somebody else has just changed this visit')).toBeVisible()
  await expect(inColumn(page, ground.first, customer)).toHaveAttribute('aria-label', startingAt(ground.first))
  await expect(block).toHaveAttribute('aria-label', /Confirmed/)
})

test('by key a visit is moved, then cancelled with a reason, and its history tells of both', async ({ page }) => {
  const customer = 'Rosa Delgado'
  const ground = await api.findGround(12)
  await api.book(ground, ground.first, customer)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  const block = visitOf(page, customer)

  await block.focus()
  await page.keyboard.press('m')
  const panel = page.getByRole('complementary', { name: 'Visit', exact: true })
  await panel.getByRole('button', { name: timeOf(ground.later.local), exact: true }).focus()
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: /^Move to/ }).focus()
  await page.keyboard.press('Enter')
  await expect(block).toHaveAttribute('aria-label', startingAt(ground.later))

  await panel.getByRole('button', { name: 'Cancel visit' }).click()
  await panel.getByLabel('Reason (optional)').fill('Missed the train')
  await panel.getByRole('button', { name: 'Cancel visit' }).click()
  await expect(block).toHaveCount(0)

  await panel.getByRole('button', { name: /^History/ }).click()
  const history = panel.getByRole('region', { name: /^History/ })
  await expect(history.getByRole('listitem')).toHaveCount(3)
  await expect(history.getByRole('listitem').first()).toContainText('Cancelled by')
  await expect(history.getByRole('listitem').first()).toContainText('Status: Scheduled → Cancelled')
  await expect(history.getByRole('listitem').first()).toContainText('Missed the train')
  await expect(history.getByRole('listitem').nth(1)).toContainText('Moved by')
  await expect(history.getByRole('listitem').nth(1)).toContainText(new RegExp(`${timeOf(ground.first.local)} → .*${timeOf(ground.later.local)}`.replace(/\u202f/g, '\\s')))
})

test('the week of one person shows their visits, and the address keeps what is looked at', async ({ page }) => {
  const customer = 'Anselm Hartley'
  const ground = await api.findGround(14)
  await api.book(ground, ground.first, customer)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)

  await page.getByRole('combobox', { name: 'Whose calendar' }).click()
  await page.getByRole('option', { name: ground.first.employee.name }).click()
  await expect(page.locator('[data-column]')).toHaveCount(1)
  await page.getByRole('button', { name: 'Week', exact: true }).click()

  await expect(page.locator('[data-column]')).toHaveCount(7)
  await expect(visitOf(page, customer)).toBeVisible()
  await page.reload()
  await expect(page.locator('[data-column]')).toHaveCount(7)
  await expect(page.getByRole('combobox', { name: 'Whose calendar' })).toContainText(ground.first.employee.name)
  await page.getByRole('button', { name: 'Next week' }).click()
  await expect(visitOf(page, customer)).toHaveCount(0)
})

test('a visit of two services is drawn as its parts, and is cancelled as one', async ({ page }) => {
  const customer = 'Yara Benali'
  const ground = await api.findGround(16)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  await page.getByRole('button', { name: 'New visit', exact: true }).click()
  const form = page.getByRole('complementary', { name: 'New visit' })
  await chooseService(form, 'Service', ground)
  await form.getByRole('button', { name: 'Add another service' }).click()
  await chooseService(form, 'Service 2', ground)
  const times = form.getByRole('button', { name: /^\d{1,2}:\d\d\s[AP]M$/ })
  const nextDay = form.getByRole('button', { name: /^Next free day/ })
  await expect(times.or(nextDay).first()).toBeVisible()
  if (await nextDay.isVisible()) await nextDay.click()
  await times.first().click()
  await expect(form.getByRole('list', { name: 'Who does what, and when' }).getByRole('listitem')).toHaveCount(2)
  await form.getByLabel('Name').fill(customer)
  await form.getByRole('button', { name: /^Book / }).click()

  const blocks = visitOf(page, customer)
  await expect(blocks).toHaveCount(2)
  await expect(blocks.first()).toHaveAttribute('aria-label', /service \d of 2/)
  await blocks.first().click()
  const panel = page.getByRole('complementary', { name: 'Visit', exact: true })
  await panel.getByRole('button', { name: 'Cancel visit' }).click()
  await panel.getByLabel('All services of this visit').check()
  await panel.getByRole('button', { name: 'Cancel visit' }).click()
  await expect(blocks).toHaveCount(0)
})

test('a visit of two services is dragged as a whole, or one service of it', async ({ page }) => {
  const customer = 'Wilma Okonkwo'
  const ground = await api.findGround(24)
  const { whole, to } = await api.bookTwo(ground, customer)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  const [first, second] = [visitOf(page, customer).nth(0), visitOf(page, customer).nth(1)]
  await expect(first).toHaveAttribute('aria-label', /service 1 of 2/)
  const dialog = page.getByRole('dialog', { name: 'Move the whole visit?' })

  await dragTo(page, first, whole.local, to)
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
  await dialog.getByRole('button', { name: /^The whole visit/ }).click()
  await expect(page.getByText(/^The whole visit is moved to/)).toContainText(timeOf(to.local))
  await expect(first).toHaveAttribute('aria-label', startingAt(to))
  await expect(second).toHaveAttribute('aria-label', startingAt({ ...to, local: later(to.local, ground.service.durationMinutes) }))
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(first).toHaveAttribute('aria-label', startingAt(whole))
  await expect(second).toHaveAttribute('aria-label', startingAt({ ...whole, local: later(whole.local, ground.service.durationMinutes) }))

  // By key one service is moved, to a time that is free for it alone; it still leads to the other.
  await second.focus()
  await page.keyboard.press('m')
  const panel = page.getByRole('complementary', { name: 'Visit', exact: true })
  await expect(panel.getByLabel('The whole visit (2 services)')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(panel.getByLabel(/^Only/)).toBeChecked()
  await panel.getByRole('button', { name: timeOf(to.local), exact: true }).click()
  await panel.getByRole('button', { name: /^Move to/ }).click()
  await expect(second).toHaveAttribute('aria-label', startingAt(to))
  await expect(first).toHaveAttribute('aria-label', startingAt(whole))
  await expect(panel.getByText('Service 2 of 2 of one visit')).toBeVisible()
  await panel.getByRole('listitem').getByRole('button', { name: ground.service.name }).click()
  await expect(panel.getByText('Service 1 of 2 of one visit')).toBeVisible()
})

test('what is not worked is shaded with its reason', async ({ page }) => {
  const { first: { employee }, date } = await api.findGround(26)
  await api.post(`/api/employees/${employee.id}/time-off`, { hours: { day: date, startsAt: '12:00', endsAt: '13:30' }, reason: 'Dentist', futureVisits: 'KEEP' })
  await logIn(page)
  await page.goto(`/calendar/${date}`)
  const timeOff = page.getByRole('img', { name: /^12:00\sPM – 1:30\sPM: Time off: Dentist$/ })
  await expect(timeOff).toContainText('Time off: Dentist')

  const closed = await api.closeDay(60, 'Stocktaking')
  await page.goto(`/calendar/${closed}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Closed: Stocktaking')
  await expect(page.getByRole('img', { name: /Closed: Stocktaking$/ }).first()).toBeVisible()
})

test('a series says which dates it left out', async ({ page }) => {
  const [customer, other] = ['Leif Amundsen', 'Cora Whitfield']
  const ground = await api.findGround(18)
  await api.takeLater(ground, ground.first, 7, other)
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  await page.getByRole('button', { name: `New visit with ${ground.first.employee.name}` }).click()
  const form = page.getByRole('complementary', { name: 'New visit' })
  await chooseService(form, 'Service', ground)
  await form.getByRole('button', { name: timeOf(ground.first.local), exact: true }).click()
  await form.getByLabel('Name').fill(customer)
  await form.getByLabel('Repeat this visit').check()
  await form.getByLabel('Weeks between').fill('1')
  await form.getByLabel('Visits in all').fill('2')
  await form.getByRole('button', { name: /^Book / }).click()

  await expect(form.getByText('1 visit is booked')).toBeVisible()
  await expect(form.getByRole('region', { name: '1 date was left out' }).getByRole('listitem')).toContainText(timeOf(ground.first.local))
  await form.getByRole('button', { name: 'Done' }).click()
  await expect(visitOf(page, customer)).toHaveCount(1)
})

test('why a time is not free is said in words', async ({ page }) => {
  const ground = await api.findGround(20)
  await api.book(ground, ground.first, 'Nils Aberg')
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  await page.getByRole('button', { name: `New visit with ${ground.first.employee.name}` }).click()
  const form = page.getByRole('complementary', { name: 'New visit' })
  await chooseService(form, 'Service', ground)

  await form.getByRole('button', { name: 'Why is a time not free?' }).click()
  await form.getByLabel('Time', { exact: true }).fill(ground.first.local.slice(11))
  await form.getByRole('button', { name: 'Ask' }).click()

  await expect(form.getByText(`${timeOf(ground.first.local)} is not free: it is already taken.`)).toBeVisible()
})

test('a finger drags after a long press, and a swipe is no drag', async ({ browser }) => {
  const customer = 'Juno Castellanos'
  const ground = await api.findGround(22)
  await api.book(ground, ground.first, customer)
  const context = await browser.newContext({ viewport: { width: 1500, height: 1500 }, hasTouch: true })
  const page = await context.newPage()
  await logIn(page)
  await page.goto(`/calendar/${ground.date}`)
  const block = visitOf(page, customer)
  const from = await grip(block)
  const to = await placeOf(page, block, ground.first.local, ground.later)
  const finger = await context.newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] })

  await touch('touchStart', from)
  await touch('touchMove', { x: from.x, y: from.y + 40 })
  await page.waitForTimeout(600)
  await expect(page.locator('[data-drop]')).toHaveCount(0)
  await touch('touchEnd')

  await touch('touchStart', from)
  await expect(page.locator('[data-drop]')).toHaveCount(1)
  await touch('touchMove', { x: to.x, y: (from.y + to.y) / 2 })
  await touch('touchMove', to)
  await touch('touchEnd')
  await expect(block).toHaveAttribute('aria-label', startingAt(ground.later))
  await context.close()
})

async function chooseService(form: Locator, field: string, { service }: Ground): Promise<void> {
  await form.getByRole('combobox', { name: field }).click()
  // "Men's haircut" is also a part of "Women's haircut".
  await form.page().getByRole('option').filter({ has: form.page().getByText(service.name, { exact: true }) }).click()
  // The list fades out; until it is gone, the next one's options would be there twice.
  await expect(form.page().getByRole('listbox')).toHaveCount(0)
}
function visitOf(page: Page, customer: string): Locator {
  return page.getByRole('region', { name: /^Visits (on|of)/ }).getByRole('button', { name: new RegExp(customer) })
}
function inColumn(page: Page, place: Place, customer: string): Locator {
  return page.getByRole('list', { name: new RegExp(`^${place.employee.name}:`) }).getByRole('button', { name: new RegExp(customer) })
}
function startingAt(place: Place): RegExp {
  // A span names the half of the day once: "3:30 – 4:15 PM".
  const [time = ''] = timeOf(place.local).split(/\s/)
  return new RegExp(`^${time}\\D.*${place.employee.name}`)
}
/** "14:30" as the dashboard writes it; the space may be a narrow one. */
function timeOf(local: string): string {
  const [hour = 0, minute = 0] = local.slice(11).split(':').map(Number)
  return `${hour % 12 || 12}:${String(minute).padStart(2, '0')}\u202f${hour < 12 ? 'AM' : 'PM'}`
}
/** So many minutes later on the same day. */
function later(local: string, minutes: number): string {
  const at = minutesOf(local) + minutes
  return `${local.slice(0, 11)}${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}
function minutesOf(local: string): number {
  const [hour = 0, minute = 0] = local.slice(11).split(':').map(Number)
  return hour * 60 + minute
}

async function dragTo(page: Page, block: Locator, from: string, place: Place, underWay: () => Promise<void> = async () => undefined): Promise<void> {
  // Waits until nothing moves any more: a closing panel makes the columns wider.
  await block.hover({ position: { x: 20, y: 6 } })
  const start = await grip(block)
  const end = await placeOf(page, block, from, place)
  await page.mouse.down()
  await page.mouse.move(start.x + 12, start.y + 12, { steps: 3 })
  await page.mouse.move(end.x, end.y, { steps: 8 })
  await underWay()
  await page.mouse.up()
}

/** Where a block is taken. */
async function grip(block: Locator): Promise<{ x: number; y: number }> {
  const { x, y } = await box(block)
  return { x: x + 20, y: y + 6 }
}
/** Where that grip must go for the block to start at a place. */
async function placeOf(page: Page, block: Locator, from: string, place: Place): Promise<{ x: number; y: number }> {
  const column = await box(page.locator('[data-column]', { has: page.getByRole('list', { name: new RegExp(`^${place.employee.name}:`) }) }))
  const { y } = await grip(block)
  return { x: column.x + column.width / 2, y: y + (minutesOf(place.local) - minutesOf(from)) * PIXELS_PER_MINUTE }
}
async function box(locator: Locator) {
  const found = await locator.boundingBox()
  if (!found) throw new Error('it is not drawn')
  return found
}
const PIXELS_PER_MINUTE = 1.3

/** What a test arranges before it looks at the page. */
class Api {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly headers: Record<string, string>,
  ) {}

  static async open(request: APIRequestContext): Promise<Api> {
    const session = await (await request.post('/api/auth/login', { data: credentials })).json()
    return new Api(request, { authorization: `Bearer ${session.data.token}` })
  }

  async get(path: string) {
    return (await (await this.request.get(path, { headers: this.headers })).json()).data
  }
  async post(path: string, data: object) {
    const answer = await this.request.post(path, { headers: this.headers, data })
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
    return (await answer.json()).data
  }

  /** A day, so many days ahead or later, on which two people have room for the same short service. */
  async findGround(daysAhead: number): Promise<Ground> {
    const services: { id: string; name: string; durationMinutes: number; isActive: boolean; employeeIds: string[] }[] = await this.get('/api/services?pageSize=100')
    const bookable = services
      .filter((service) => service.isActive && service.employeeIds.length > 1 && service.durationMinutes >= 30)
      .sort((a, b) => a.durationMinutes - b.durationMinutes)
    const today: string = (await this.get('/api/reports/today')).date
    for (let ahead = daysAhead; ahead < daysAhead + 14; ahead += 1) {
      const date = new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10)
      for (const service of bookable.slice(0, 3)) {
        const rows = await Promise.all(service.employeeIds.map((employeeId) => this.freePlaces(service.id, employeeId, date)))
        for (const own of rows) {
          const first = own[0]
          const later = own.find((place) => first && minutesOf(place.local) >= minutesOf(first.local) + 2 * service.durationMinutes)
          const elsewhere = rows
            .filter((row) => row !== own)
            .flat()
            .find((place) => minutesOf(place.local) !== minutesOf(first?.local ?? '') && minutesOf(place.local) !== minutesOf(later?.local ?? ''))
          if (first && later && elsewhere) return { date, service, first, later, elsewhere }
        }
      }
    }
    throw new Error('the demo salon has no room')
  }

  /** Takes the same time of day of the same person some days later, unless it is not free anyway. */
  async takeLater(ground: Ground, place: Place, days: number, name: string): Promise<void> {
    const date = new Date(Date.parse(ground.date) + days * 86_400_000).toISOString().slice(0, 10)
    const query = `serviceId=${ground.service.id}&employeeId=${place.employee.id}&startsAt=${date}${place.local.slice(10)}`
    const { slot } = await this.get(`/api/availability/check?${query}`)
    if (slot) await this.book(ground, { ...place, startsAt: slot.startsAt }, name)
  }

  /** Books the same service twice in a row with one person; says where it is, and where else both have room. */
  async bookTwo({ date, service, first: { employee } }: Ground, name: string): Promise<{ whole: Place; to: Place }> {
    const part = { serviceId: service.id, employeeId: employee.id }
    const parts = [part, part]
    const { slots } = await this.post('/api/availability/search', { parts, from: date, to: date })
    const places: Place[] = slots.map(({ startsAt, local }: Place) => ({ startsAt, local, employee }))
    for (const whole of places) {
      const to = places.find(({ local }) => minutesOf(local) >= minutesOf(whole.local) + 2 * service.durationMinutes)
      if (!to) break
      await this.post('/api/appointments/visits', { parts, startsAt: whole.startsAt, customer: { name } })
      return { whole, to }
    }
    throw new Error('there is no room for two')
  }

  /** Closes a day that is so far ahead that nobody is booked then. */
  async closeDay(daysAhead: number, note: string): Promise<string> {
    const today: string = (await this.get('/api/reports/today')).date
    const date = new Date(Date.parse(today) + daysAhead * 86_400_000).toISOString().slice(0, 10)
    await this.request.put(`/api/tenant/overrides/${date}`, { headers: this.headers, data: { windows: [], note } })
    return date
  }

  async book({ service }: Ground, { startsAt, employee }: Place, name: string): Promise<string> {
    const visit = await this.post('/api/appointments', { serviceId: service.id, employeeId: employee.id, startsAt, customer: { name } })
    return visit.id
  }

  private async freePlaces(serviceId: string, employeeId: string, date: string): Promise<Place[]> {
    const { slots } = await this.get(`/api/availability?serviceId=${serviceId}&employeeId=${employeeId}&from=${date}&to=${date}`)
    return slots.map(({ startsAt, local, employees }: { startsAt: string; local: string; employees: Place['employee'][] }) => ({
      startsAt, local, employee: employees[0] ?? { id: employeeId, name: '' },
    }))
  }
}
