import { expect, test } from '@playwright/test'
import { bookByTyping, type Caller } from './caller'
import { credentials, logIn } from './logIn'

test('a call booked by typing is in the calendar of its day and in the calls, word for word', async ({ page, request }) => {
  const caller: Caller = { service: await someService(), day: 'tomorrow', name: 'Ava Sinclair', phone: '212 555 0147' }
  await logIn(page)

  await page.getByRole('link', { name: 'Call your receptionist' }).first().click()
  await page.getByRole('button', { name: 'Start call' }).click()
  await bookByTyping(page, caller)

  // The visit has appeared beside the conversation,
  const agenda = page.getByRole('region', { name: /Visits on/ })
  await expect(agenda.getByRole('button', { name: new RegExp(caller.name) }).first()).toBeVisible()

  // in the calendar of its day,
  await page.getByRole('button', { name: 'Hang up' }).click()
  await page.getByRole('log').getByRole('link', { name: 'Show in calendar' }).click()
  await expect(page).toHaveURL(/\/calendar/)
  await expect(page.getByRole('button', { name: new RegExp(`${caller.name}.*${caller.service}`, 'i') }).first()).toBeVisible()
  const details = page.getByRole('complementary').filter({ hasText: 'Read the call' })
  await expect(details.getByRole('heading', { name: caller.name })).toBeVisible()
  await expect(details.getByText('Confirmation')).toBeVisible()

  // and the call in the list of calls, with its transcript.
  await page.getByRole('link', { name: 'Calls', exact: true }).click()
  const latest = page.getByRole('row').nth(1)
  await expect(latest).toContainText('Booked')
  await latest.getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Transcript' })).toBeVisible()
  await expect(page.getByText(`My name is ${caller.name}`)).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Yes, please' }).getByText(/^Booked:/)).toBeVisible()

  /** A short one, so that there is room for it. */
  async function someService(): Promise<string> {
    const session = await (await request.post('/api/auth/login', { data: credentials })).json()
    const headers = { authorization: `Bearer ${session.data.token}` }
    const services: { name: string; durationMinutes: number; isActive: boolean }[] =
      (await (await request.get('/api/services?pageSize=100', { headers })).json()).data
    const bookable = services.filter((service) => service.isActive && /cut|trim|dry/i.test(service.name))
    const shortest = bookable.sort((a, b) => a.durationMinutes - b.durationMinutes)[0]
    if (!shortest) throw new Error('the demo salon offers no cut')
    return shortest.name.toLowerCase()
  }
})
