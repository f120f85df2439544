import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { enterPassword, expectToday, PASSWORD, signUp } from './newSalon'

test('what was done is written down in plain words, from what to what, and the log holds', async ({ browser, request }) => {
  const owner = await signUp(request, 'The Written Salon')
  const session = await (await request.post('/api/auth/login', { data: { email: owner.email, password: PASSWORD } })).json()
  const headers = { authorization: `Bearer ${session.data.token}` }
  await request.patch('/api/tenant/profile', { headers, data: { name: 'The Rewritten Salon', address: '12 Comb Lane' } })
  const service = { name: 'Big chop', category: 'Cuts', durationMinutes: 30, priceCents: 4550 }
  expect((await request.post('/api/services', { headers, data: service })).status()).toBe(201)
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.getByRole('link', { name: 'Audit log' }).first().click()

  // The newest first: the log-in by the page, then what was done before.
  const rows = page.getByRole('row')
  await expect(rows.nth(1)).toContainText('Ines Falkenrath')
  await expect(rows.nth(1)).toContainText('Logged in')
  const found = await barriers(page)

  await rows.filter({ hasText: 'Changed' }).filter({ hasText: 'Salon' }).first().getByRole('button').click()
  const panel = page.getByRole('complementary', { name: /^Entry \d+$/ })
  await expect(panel.getByRole('listitem').filter({ hasText: 'Name' })).toContainText(/The Written Salon.*→.*The Rewritten Salon/s)
  await expect(panel.getByRole('listitem').filter({ hasText: 'Address' })).toContainText(/none.*12 Comb Lane/s)
  found.push(...(await barriers(page)))

  await filter(page, 'To what', 'Service')
  await expect(rows.nth(1)).toContainText(/Added\s*Service/)
  await rows.nth(1).getByRole('button').click()
  await expect(panel.getByRole('listitem').filter({ hasText: 'Price' })).toContainText('$45.50')

  await filter(page, 'What was done', 'Erased for good')
  await expect(page.getByText('Nothing matches these filters')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await expect(rows.nth(1)).toContainText('Logged in')

  await page.getByRole('button', { name: 'Check the log' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'The log is as it was written: all' })).toContainText(/[0-9a-f]{64}/)
  found.push(...(await barriers(page)))
  expect(found).toEqual([])
})

test('days are filtered on the salon’s clock, and pages follow each other', async ({ page, request }) => {
  const owner = await signUp(request, 'The Busy Salon')
  const session = await (await request.post('/api/auth/login', { data: { email: owner.email, password: PASSWORD } })).json()
  const headers = { authorization: `Bearer ${session.data.token}` }
  for (let turn = 0; turn < 30; turn += 1) await request.patch('/api/tenant/profile', { headers, data: { name: `The Busy Salon ${turn}` } })
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.goto('/audit-log?action=updated&subject=salon')

  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page).toHaveURL(/page=2/)
  await expect(page.getByRole('row').nth(1)).toContainText('Changed')

  await page.goto('/audit-log?from=2020-01-01&to=2020-01-02')
  await expect(page.getByText('Nothing matches these filters')).toBeVisible()
  await page.goto('/audit-log?from=2020-01-01&to=2099-01-02')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await page.setViewportSize({ width: 375, height: 740 })
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
})

async function filter(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('searchbox').last().fill(option)
  await page.getByRole('option', { name: option, exact: true }).click()
}
