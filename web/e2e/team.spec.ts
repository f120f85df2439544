import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { credentials, logIn } from './logIn'

const SERVICE = "Men's haircut"
const ANSWER_TIME = 30_000

test('somebody new can be booked once they have a week and services, and nobody loses a visit when they go', async ({ page, request }) => {
  test.slow()
  const client = 'Orla Fennimore'
  const colleague = await addColleague(request, 'Yann Okoro')
  await logIn(page)
  await page.getByRole('link', { name: 'Team' }).first().click()

  // Somebody new: a name, then their week.
  await page.getByRole('button', { name: 'Add a person' }).click()
  const sheet = page.getByRole('complementary', { name: 'Add a person' })
  await sheet.getByLabel('Name').fill('Zadie Quill')
  await sheet.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Zadie Quill', level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Add hours on Monday' }).click()
  await page.getByRole('button', { name: 'Copy Monday to other days' }).click()
  await page.getByRole('button', { name: 'Every day' }).click()
  await page.getByRole('button', { name: 'Save the week' }).click()
  await expect(page.getByText('The week was saved')).toBeVisible()

  // What they do, longer and dearer than others.
  await tab(page, 'Services')
  await page.getByLabel(new RegExp(`^${SERVICE}`)).check()
  await page.getByLabel(`Minutes for ${SERVICE}`).fill('40')
  await page.getByLabel(`Price of ${SERVICE}`).fill('52')
  await page.getByRole('button', { name: 'Save services' }).click()
  await expect(page.getByText('Services were saved')).toBeVisible()

  // A visit with them.
  await page.getByRole('link', { name: 'Calendar' }).first().click()
  await page.getByRole('button', { name: 'New visit', exact: true }).click()
  const form = page.getByRole('complementary', { name: 'New visit' })
  await form.getByRole('combobox', { name: 'Service' }).click()
  // "Women's" ends with it too.
  await page.getByRole('option', { name: new RegExp(`^${SERVICE}`) }).click()
  await form.getByRole('combobox', { name: 'Stylist' }).click()
  await page.getByRole('option', { name: /Zadie Quill/ }).click()
  const times = form.getByRole('button', { name: /^\d{1,2}:\d\d\s[AP]M$/ })
  const nextDay = form.getByRole('button', { name: /^Next free day/ })
  await expect(times.or(nextDay).first()).toBeVisible({ timeout: ANSWER_TIME })
  if (await nextDay.isVisible()) await nextDay.click()
  await times.first().click()
  await form.getByLabel('Name').fill(client)
  await form.getByRole('button', { name: /^Book / }).click()
  const block = page.getByRole('region', { name: /Visits on/ }).getByRole('button', { name: new RegExp(client) })
  await expect(block).toHaveAttribute('aria-label', /Zadie Quill/)
  await block.click()
  await expect(page.getByRole('complementary', { name: 'Visit', exact: true }).getByText('$52').first()).toBeVisible()

  // They go: the visit is found, and given to a colleague by name.
  await openPerson(page, 'Zadie Quill')
  await page.getByRole('button', { name: 'Take out of booking' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Take out of booking' }).click()
  await expect(dialog.getByText('Zadie Quill has one visit')).toBeVisible()
  await expect(dialog.getByText(client)).toBeVisible()
  expect(await barriers(page)).toEqual([])
  await dialog.getByLabel('Give them to others').check()
  await dialog.getByRole('combobox', { name: 'Who takes them' }).click()
  await page.getByRole('option', { name: colleague.name }).click()
  await dialog.getByRole('button', { name: 'Take out of booking' }).click()
  await expect(page.getByText('Zadie Quill cannot be booked any more')).toBeVisible()
  await expect(page.getByText('Not bookable')).toBeVisible()

  // The colleague is removed, and the visit called off.
  await openPerson(page, colleague.name)
  await page.getByRole('button', { name: 'Remove from the team' }).click()
  await dialog.getByRole('button', { name: 'Remove from the team' }).click()
  await expect(dialog.getByText(client)).toBeVisible()
  await dialog.getByLabel('Cancel them').check()
  await dialog.getByRole('button', { name: 'Remove from the team' }).click()
  await expect(page.getByText(`${colleague.name} was removed`)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Restore' })).toBeVisible()
  await page.goto('/appointments?view=all')
  await page.getByRole('searchbox').fill(client)
  await expect(page.getByRole('row').filter({ hasText: client })).toContainText('Cancelled')

  await openPerson(page, 'Zadie Quill', 'inactive')
  await page.getByRole('button', { name: 'Remove from the team' }).click()
  await dialog.getByRole('button', { name: 'Remove from the team' }).click()
  await expect(page.getByText('Zadie Quill was removed')).toBeVisible()
})

test('single days, time off and a calendar of their own, on pages free of barriers', async ({ browser, request }) => {
  test.slow()
  const { id, name, remove } = await addColleague(request, 'Xavi Moreno')
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await logIn(page)
  await page.goto(`/team/${id}`)
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  const found = await barriers(page)

  await tab(page, 'Week')
  await page.getByRole('button', { name: 'Weeks take turns' }).click()
  await expect(page.getByText(/^This week is Week [AB]/)).toBeVisible()
  found.push(...(await barriers(page)))

  await tab(page, 'Single days')
  await chooseSomeDay(page, 'Day')
  await page.getByRole('button', { name: 'Other hours' }).click()
  await page.getByLabel('Note (optional)').fill('School run')
  await page.getByRole('button', { name: 'Save the day' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'School run' })).toContainText('9:00 AM')
  found.push(...(await barriers(page)))
  await page.getByRole('button', { name: /^Remove .*day/ }).click()
  await expect(page.getByText('No single days')).toBeVisible()

  await tab(page, 'Time off')
  await chooseSomeDay(page, 'First day')
  await page.getByLabel('Reason (optional)').fill('At the dentist’s')
  await page.getByRole('button', { name: 'Save time off' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'At the dentist’s' })).toBeVisible()
  found.push(...(await barriers(page)))

  await tab(page, 'Services')
  await expect(page.getByLabel(`Minutes for ${SERVICE}`)).toBeVisible()
  found.push(...(await barriers(page)))

  await tab(page, 'Own calendar')
  await page.getByRole('button', { name: 'Make an address' }).click()
  const address = await page.getByLabel('Secret address').inputValue()
  found.push(...(await barriers(page)))
  const feed = await request.get(new URL(address).pathname)
  expect(feed.headers()['content-type']).toContain('text/calendar')
  expect(await feed.text()).toContain(`NAME:${name}`)
  await page.getByRole('button', { name: 'Take it away' }).click()
  await expect(page.getByText('The address works no more')).toBeVisible()
  expect((await request.get(new URL(address).pathname)).status()).toBe(404)

  await page.setViewportSize({ width: 375, height: 740 })
  for (const one of ['Profile', 'Week', 'Single days', 'Time off', 'Services', 'Own calendar']) {
    await tab(page, one)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect.soft(overflow, one).toBeLessThanOrEqual(0)
  }
  expect(found).toEqual([])
  await remove()
})

test('a photo is made small and shown', async ({ page, request }) => {
  const { id, remove } = await addColleague(request, 'Wen Adeyemi')
  await logIn(page)
  await page.goto(`/team/${id}`)
  const picture = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 2400
    canvas.height = 1600
    canvas.getContext('2d')?.fillRect(300, 300, 900, 900)
    return canvas.toDataURL('image/png')
  })
  const buffer = Buffer.from(picture.split(',')[1] ?? '', 'base64')
  await page.getByLabel('Photo', { exact: true }).setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer })

  await expect(page.getByText('The photo was saved')).toBeVisible()
  await expect(page.locator('main img').first()).toHaveAttribute('src', /^data:image\/jpeg/)
  await page.getByLabel('Photo', { exact: true }).setInputFiles({ name: 'me.txt', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(page.getByRole('alert').filter({ hasText: 'no picture' })).toBeVisible()
  await remove()
})

/** Somebody who works every day and does one service, made without the pages. */
async function addColleague(request: APIRequestContext, name: string) {
  const session = await (await request.post('/api/auth/login', { data: credentials })).json()
  const headers = { authorization: `Bearer ${session.data.token}` }
  const services: { id: string; name: string }[] = (await (await request.get('/api/services?pageSize=100', { headers })).json()).data
  const service = services.find((one) => one.name === SERVICE)
  if (!service) throw new Error(`the demo salon offers no ${SERVICE}`)
  const added = await (await request.post('/api/employees', { headers, data: { name } })).json()
  const id: string = added.data.id
  const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startsAt: '00:00', endsAt: '24:00' }))
  await request.put(`/api/employees/${id}/hours`, { headers, data: { weeklyHours } })
  await request.put(`/api/employees/${id}/services`, { headers, data: { services: [{ serviceId: service.id }] } })
  return { id, name, remove: () => request.delete(`/api/employees/${id}`, { headers }) }
}

async function openPerson(page: Page, name: string, view?: 'inactive'): Promise<void> {
  await page.goto(view ? `/team?view=${view}` : '/team')
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'About this person' }).getByRole('link', { name }).click()
  await expect(page.getByRole('region', { name })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
}

/** The first day of next month: it is to come, and the picker shows it whatever today is. */
async function chooseSomeDay(page: Page, label: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('button', { name: 'Next Month' }).click()
  await page.getByRole('gridcell', { name: '1', exact: true }).first().click()
}
