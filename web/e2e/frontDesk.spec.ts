import { expect, test } from '@playwright/test'
import { logIn } from './logIn'

test('staff book a visit in the calendar, move it and cancel it', async ({ page }) => {
  const customer = 'Wanda Oyelaran'
  await logIn(page)
  await page.getByRole('link', { name: 'Calendar' }).first().click()
  // Far enough ahead that the day has more than one free time to move to.
  await page.goto(`/calendar/${new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10)}`)

  // Book the first free time; the form says on which day there is one.
  await page.getByRole('button', { name: 'New visit', exact: true }).click()
  const form = page.getByRole('complementary', { name: 'New visit' })
  await form.getByRole('combobox', { name: 'Service' }).click()
  await page.getByRole('option').filter({ hasText: /(cut|trim).*\$/i }).first().click()
  const times = form.getByRole('button', { name: /^\d{1,2}:\d\d\s[AP]M$/ })
  const nextDay = form.getByRole('button', { name: /^Next free day/ })
  await expect(times.or(nextDay).first()).toBeVisible()
  if (await nextDay.isVisible()) await nextDay.click()
  await times.first().click()
  await form.getByLabel('Name').fill(customer)
  await form.getByLabel('Phone').fill('212 555 0163')
  await form.getByRole('button', { name: /^Book / }).click()

  // It stands in the calendar of its day; a click opens it.
  const block = page.getByRole('region', { name: /Visits on/ }).getByRole('button', { name: new RegExp(customer) })
  await expect(block).toHaveCount(1)
  const before = await block.getAttribute('aria-label')
  await block.click()
  const details = page.getByRole('complementary', { name: 'Visit', exact: true })
  await expect(details.getByRole('heading', { name: customer })).toBeVisible()
  await expect(details.getByText('Confirmation')).toBeVisible()

  await details.getByRole('button', { name: 'Move', exact: true }).click()
  const other = details.getByRole('button', { name: /^\d{1,2}:\d\d\s[AP]M$/ })
  await expect(other.first()).toBeVisible()
  await other.last().click()
  await details.getByRole('button', { name: /^Move to/ }).click()
  await expect(page.getByText(/^Moved to/)).toBeVisible()
  await expect(block).not.toHaveAttribute('aria-label', before ?? '')

  await details.getByRole('button', { name: 'Cancel visit' }).click()
  await details.getByLabel('Reason (optional)').fill('Is ill')
  await details.getByRole('button', { name: 'Cancel visit' }).click()
  await expect(details.getByText('Cancelled', { exact: true }).first()).toBeVisible()
  await expect(details.getByText('Is ill')).toBeVisible()
  await expect(block).toHaveCount(0)
})
