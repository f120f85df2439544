import { expect, test } from '@playwright/test'
import { barriers } from './barriers'
import { logIn } from './logIn'
import { enterPassword, expectToday, PASSWORD, signUp } from './newSalon'
import { makeOperator } from './operator'

test('an operator finds a salon, looks into it without changing anything, and comes back', async ({ browser, request }) => {
  test.slow()
  const owner = await signUp(request, 'The Looked At Salon')
  await makeOperator(request, 'op@bolt.example')
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await enterPassword(page, 'op@bolt.example')
  await expect(page.getByRole('heading', { name: 'All salons', level: 1 })).toBeVisible()
  await expect(page).toHaveURL('/operator')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  const found = await barriers(page)

  await page.getByRole('searchbox').fill('Looked At')
  const row = page.getByRole('row').filter({ hasText: 'The Looked At Salon' })
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(row).toContainText('Trial')
  await page.waitForLoadState('networkidle')
  await row.getByRole('button', { name: 'Look into The Looked At Salon' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('x')
  await dialog.getByRole('button', { name: 'Look in' }).click()
  await expect(dialog.getByText('Give a reason')).toBeVisible()
  await dialog.getByLabel('Reason').fill('They asked why the phone is quiet')
  found.push(...(await barriers(page, '[role=dialog]')))
  await dialog.getByRole('button', { name: 'Look in' }).click()

  const banner = page.getByRole('status').filter({ hasText: 'You are looking in at The Looked At Salon until' })
  await expect(banner).toBeVisible()
  found.push(...(await barriers(page)))
  await page.goto('/team')
  await expect(banner).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a person' })).toHaveCount(0)
  await page.goto('/settings/profile')
  await expect(page.getByLabel('Name', { exact: true })).toBeDisabled()
  await page.goto('/operator')
  await expect(page).toHaveURL('/')
  await page.setViewportSize({ width: 375, height: 740 })
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)

  await banner.getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('heading', { name: 'All salons', level: 1 })).toBeVisible()
  await expect(banner).toHaveCount(0)
  expect(found).toEqual([])

  // The salon reads in its log who it was, and why.
  const session = await (await request.post('/api/auth/login', { data: { email: owner.email, password: PASSWORD } })).json()
  const headers = { authorization: `Bearer ${session.data.token}` }
  const { data } = await (await request.get('/api/audit-log?action=looked_in', { headers })).json()
  expect(data).toMatchObject([{ actor: { kind: 'OPERATOR' }, details: { reason: 'They asked why the phone is quiet' } }])
})

test('an operator suspends a salon with a reason, and it can only be looked at', async ({ page, request }) => {
  const owner = await signUp(request, 'The Unpaid Salon')
  await makeOperator(request, 'op2@bolt.example')
  await enterPassword(page, 'op2@bolt.example')
  await expect(page.getByRole('heading', { name: 'All salons', level: 1 })).toBeVisible()
  await page.goto('/operator?search=Unpaid')
  await page.getByRole('button', { name: 'Change the status of The Unpaid Salon' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Set the status' })).toBeDisabled()
  await dialog.getByLabel('Suspended').check()
  await dialog.getByLabel('Reason').fill('Three invoices are open')
  expect(await barriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Set the status' }).click()

  const row = page.getByRole('row').filter({ hasText: 'The Unpaid Salon' })
  await expect(row).toContainText('Suspended')
  await expect(row).toContainText('Three invoices are open')
  await page.getByRole('combobox', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Active', exact: true }).click()
  await expect(page.getByText('No salon matches')).toBeVisible()

  const login = await (await request.post('/api/auth/login', { data: { email: owner.email, password: PASSWORD } })).json()
  expect(login.data.readOnly).toBe('SUSPENDED')
})

test('whoever is no operator has no such page; who is one beside their salon goes there and back', async ({ page, request, browser }) => {
  await logIn(page)
  await page.goto('/operator')
  await expect(page).toHaveURL('/')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await expect(page.getByRole('link', { name: 'All salons' })).toHaveCount(0)

  const owner = await signUp(request, 'The Own Salon')
  await makeOperator(request, owner.email)
  const phone = await (await browser.newContext({ viewport: { width: 375, height: 740 } })).newPage()
  await enterPassword(phone, owner.email)
  await expectToday(phone)
  await phone.goto('/operator')
  await expect(phone.getByRole('row').filter({ hasText: 'The Own Salon' })).toBeVisible()
  const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  await phone.getByRole('link', { name: 'Back to The Own Salon' }).click()
  await expect(phone.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
})
