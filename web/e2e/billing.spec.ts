import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { bookByTelephone } from './caller'
import { enterPassword, expectToday, PASSWORD, signUp } from './newSalon'
import { telephone } from './telephone'

const plan = (page: Page) => page.getByRole('region', { name: 'Your plan' })

/** At the simulated payment company, whose address the dashboard opens. */
async function atTheCompany(page: Page, button: string): Promise<void> {
  await page.goto('/billing')
  await page.getByRole('button', { name: 'Card and address' }).click()
  await expect(page.getByText('Simulation: no card is charged')).toBeVisible()
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('link', { name: 'Back to the dashboard' }).click()
  await expect(page.getByRole('heading', { name: 'Plan and billing', level: 1 })).toBeVisible()
}

/** Somebody to book, every day and for everything that the salon offers. */
async function addStylist(request: APIRequestContext, headers: Record<string, string>): Promise<string> {
  const services: { id: string; name: string }[] = (await (await request.get('/api/services?pageSize=100', { headers })).json()).data
  const added = await (await request.post('/api/employees', { headers, data: { name: 'Anna' } })).json()
  const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startsAt: '00:00', endsAt: '24:00' }))
  const theirs = `/api/employees/${added.data.id}`
  await request.put(`${theirs}/hours`, { headers, data: { weeklyHours } })
  await request.put(`${theirs}/services`, { headers, data: { services: services.map(({ id }) => ({ serviceId: id })) } })
  return services.find(({ name }) => name === "Women's haircut")?.name ?? services[0]?.name ?? ''
}

test('a salon signs up, subscribes in its trial, gets a number, is called on it, has a visit and an invoice', async ({ page, request }) => {
  const owner = await signUp(request, 'The Whole Way')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.goto('/billing')
  await expect(plan(page).getByText('Trial', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Choose Monthly' }).click()
  await page.getByRole('button', { name: 'Subscribe with a good card' }).click()
  await expect(plan(page).getByText('In its trial')).toBeVisible({ timeout: 20_000 })
  const number = plan(page).getByText(/\+1\d{10}/)
  await expect(number).toBeVisible({ timeout: 20_000 })

  const session = await (await request.post('/api/auth/login', { data: { email: owner.email, password: PASSWORD } })).json()
  const service = await addStylist(request, { authorization: `Bearer ${session.data.token}` })
  const line = telephone(request, '+12125550188', (await number.innerText()).trim())
  await line.ring()
  await bookByTelephone(line, { service, day: 'next Wednesday', name: 'Rosa Lindqvist', phone: '212 555 0188' })
  await line.hangUp()

  await page.goto('/appointments')
  await expect(page.getByRole('row').filter({ hasText: 'Rosa Lindqvist' })).toContainText(service)
  await page.goto('/billing')
  await expect(page.getByRole('region', { name: 'Used in this period' }).getByText('1', { exact: true }).first()).toBeVisible()
  await atTheCompany(page, 'The next payment comes due and succeeds')
  await expect(page.getByRole('region', { name: 'Invoices' }).getByText('$295')).toBeVisible({ timeout: 20_000 })
})

test('a salon subscribes, gets a number, changes its plan, cancels and goes on, is suspended and comes back', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const owner = await signUp(request, 'Billing Chair')
  await enterPassword(page, owner.email)
  await expectToday(page)

  await page.getByRole('link', { name: 'Plan and billing' }).first().click()
  await expect(plan(page).getByText('Trial', { exact: true })).toBeVisible()
  await expect(page.getByText('There is no invoice yet')).toBeVisible()
  const found = await barriers(page)
  await page.getByRole('button', { name: 'Choose Monthly' }).click()
  await expect(page.getByText('Nothing is due today.')).toBeVisible()
  await page.getByRole('button', { name: 'Try a card that is declined' }).click()
  await expect(page.getByRole('alert')).toContainText('declined')
  await page.getByRole('link', { name: 'Try another card' }).click()
  found.push(...(await barriers(page)))
  await page.getByRole('button', { name: 'Subscribe with a good card' }).click()

  await expect(plan(page).getByText('In its trial')).toBeVisible({ timeout: 20_000 })
  await expect(plan(page).getByText(/\+1\d{10}/)).toBeVisible({ timeout: 20_000 })
  found.push(...(await barriers(page)))

  await page.getByRole('button', { name: 'Change to Yearly' }).click()
  await expect(page.getByRole('dialog').getByText('Nothing is charged now.')).toBeVisible()
  await page.getByRole('button', { name: 'Change the plan' }).click()
  await expect(plan(page).getByRole('heading', { name: 'Yearly' })).toBeVisible()

  await page.getByRole('button', { name: 'Cancel the plan' }).click()
  await page.getByRole('button', { name: 'Cancel at the end of the period' }).click()
  await expect(plan(page).getByText('Your plan ends on')).toBeVisible()
  await page.getByRole('button', { name: 'Go on after all' }).click()
  await expect(plan(page).getByText('Your plan ends on')).toHaveCount(0)

  await atTheCompany(page, 'The next payment comes due and fails')
  await expect(plan(page).getByText('Payment failed')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('Your last payment did not go through.')).toBeVisible()
  await atTheCompany(page, 'Give up after the last try')
  await expect(plan(page).getByText('Unpaid', { exact: true })).toBeVisible({ timeout: 20_000 })
  await page.reload()
  await expect(page.getByText('Billing Chair is suspended')).toBeVisible()
  found.push(...(await barriers(page)))
  await atTheCompany(page, 'Pay what is open with a good card')
  await expect(plan(page).getByText('Active', { exact: true })).toBeVisible({ timeout: 20_000 })
  await page.reload()
  await expect(page.getByText('Billing Chair is suspended')).toHaveCount(0)
  expect(found).toEqual([])
})
