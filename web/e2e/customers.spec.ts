import { expect, test, type Page } from '@playwright/test'
import { logIn } from './logIn'

// Nobody else at the salon has such a name, and a second run on the same salon has other ones.
const stamp = Date.now().toString(36)
const name = `Quilla Marchetti-${stamp}`
const twin = name.toUpperCase()
const digits = String(Date.now() % 10_000).padStart(4, '0')

async function add(page: Page, fields: Record<string, string>): Promise<void> {
  await page.goto('/customers')
  await page.getByRole('button', { name: 'New customer' }).click()
  const form = page.getByRole('complementary', { name: 'New customer' })
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(text)
  await form.getByRole('button', { name: 'Add customer' }).click()
}

test('a customer is written down, changed, found, merged with a double, and erased', async ({ page }) => {
  test.slow()
  await logIn(page)
  await add(page, { Name: name, Phone: `(212) 555-${digits}`, Notes: 'Allergic to ammonia' })
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText(name)
  await expect(page.getByRole('link', { name: `(212) 555-${digits}` })).toBeVisible()

  // A number that somebody has already leads to them.
  await add(page, { Name: twin, Phone: `212 555 ${digits}` })
  await expect(page.getByRole('alert')).toContainText('Another customer has this phone number.')
  await page.getByRole('link', { name: 'Show who' }).click()
  await expect(heading).toHaveText(name)

  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('E-mail').fill('not an address')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('must be an e-mail address')).toBeVisible()
  await page.getByLabel('E-mail').fill(`quilla-${stamp}@example.com`)
  await page.getByLabel('Takes no bookings from them on the phone').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Blocked', { exact: true })).toBeVisible()

  await page.goto('/customers?show=blocked')
  await page.getByRole('searchbox', { name: 'Name, number or e-mail' }).fill(`quilla-${stamp}@`)
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(1)

  // The same person once more, with capitals: it is shown, and merged.
  await add(page, { Name: twin, Preferences: 'Short at the neck' })
  await expect(heading).toHaveText(twin)
  await page.goto('/customers/duplicates')
  await page.getByRole('button', { name: `Merge ${name} and ${twin}` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('This cannot be undone.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(page.getByText('Merged', { exact: true })).toBeVisible()
  await page.goto(`/customers?search=${name}`)
  await page.getByRole('link', { name: `Open ${name}` }).click()
  await expect(page.getByText('Short at the neck')).toBeVisible()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download all data' }).click()
  expect((await download).suggestedFilename()).toContain('.json')

  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText(/^This customer was deleted/)).toBeVisible()
  await page.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText(/^This customer was deleted/)).toHaveCount(0)

  await page.getByRole('button', { name: 'Erase for good…' }).click()
  const confirm = dialog.getByRole('button', { name: 'Erase for good' })
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel(`Type “${name}” to confirm`).fill(name)
  await confirm.click()
  await expect(heading).toHaveText('Erased customer')
  await expect(page.getByText('Allergic to ammonia')).toHaveCount(0)
  await page.goto(`/customers?search=${name}`)
  await expect(page.getByText('No customer matches')).toBeVisible()
})

test('a customer’s page shows their visits, and each leads into the calendar', async ({ page }) => {
  await logIn(page)
  await page.goto('/customers?sort=-lastVisitAt')
  await page.getByRole('row').nth(1).getByRole('link').click()

  const visits = page.getByRole('region', { name: 'Visits' })
  await visits.getByRole('link').first().click()

  await expect(page).toHaveURL(/\/calendar\/\d{4}-\d{2}-\d{2}\?visit=apt_/)
  await expect(page.getByRole('complementary', { name: 'Visit', exact: true })).toBeVisible()
})
