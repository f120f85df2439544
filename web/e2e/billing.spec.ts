import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { enterPassword, expectToday, signUp } from './newSalon'

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
