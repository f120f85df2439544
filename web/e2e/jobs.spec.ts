import { expect, test, type APIRequestContext } from '@playwright/test'
import { barriers } from './barriers'
import { credentials, logIn } from './logIn'

/** A number to which no message goes: the network refuses it, here as there. */
const NOBODY = '+15005550001'

test('what was given up is explained, tried again and discarded', async ({ page, request }) => {
  await bookFor(request, NOBODY)
  await logIn(page)
  await page.getByRole('link', { name: 'Jobs' }).first().click()

  const card = page.getByRole('region', { name: 'This was given up' })
  await card.getByRole('button', { name: /^Send a message/ }).click()
  await expect(page).toHaveURL(/state=DEAD&kind=send_notification/)
  const list = page.getByRole('list', { name: 'Jobs' })
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(list).toContainText('Refused by the telephone or mail network.')
  await expect(list.getByText(/error 21211/)).toBeHidden()
  await list.getByText('Technical details').click()
  await expect(list.getByText(/error 21211/)).toBeVisible()
  expect(await barriers(page)).toEqual([])

  // The number is still nobody's: it comes back.
  const again = page.waitForResponse((answer) => answer.url().endsWith('/api/jobs/retry') && answer.ok())
  await card.getByRole('button', { name: 'Retry all: Send a message' }).click()
  await again
  await expect(page.getByText('It is tried again.')).toBeVisible()
  await expect(list.getByRole('listitem')).toHaveCount(1)

  await list.getByRole('button', { name: 'Discard: Send a message' }).click()
  const dialog = page.getByRole('dialog', { name: 'Discard this job?' })
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await list.getByRole('button', { name: 'Discard: Send a message' }).click()
  await dialog.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('No job fits')).toBeVisible()
  await expect(card).toHaveCount(0)

  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await page.getByRole('group', { name: 'How they stand' }).getByRole('button', { name: /Waiting/ }).click()
  await expect(list).toContainText('Remind of a visit')
  await list.getByRole('link', { name: 'Show the visit' }).first().click()
  await expect(page).toHaveURL(/\/appointments\?visit=apt_/)
})

async function bookFor(request: APIRequestContext, phone: string): Promise<void> {
  const login = await (await request.post('/api/auth/login', { data: credentials })).json()
  const headers = { authorization: `Bearer ${login.data.token}` }
  const get = async (path: string) => (await (await request.get(path, { headers })).json()).data
  const [service] = await get('/api/services')
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const { slots } = await get(`/api/availability?serviceId=${service.id}&from=${day(3)}&to=${day(12)}`)
  const data = { serviceId: service.id, startsAt: slots[0].startsAt, customer: { name: 'Nobody There', phone } }
  expect((await request.post('/api/appointments', { headers, data })).status()).toBe(201)
  await expect.poll(async () => (await get('/api/jobs?state=DEAD')).length).toBe(1)
}
