import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { credentials, logIn } from './logIn'

const PAGES = [
  '/', '/calendar', '/calendar?view=week', '/appointments', '/waitlist', '/customers', '/customers/duplicates', '/calls', '/messages', '/messages/sent', '/messages/templates',
  '/receptionist', '/assistant', '/rehearsal', '/services', '/team', '/import', '/settings', '/services?view=addOns', '/services?view=equipment', '/settings/hours',
  '/settings/days', '/settings/booking', '/settings/api-keys', '/settings/profile', '/settings/messages',
  '/team/access', '/phone-number', '/account', '/new-salon', '/webhooks', '/jobs', '/audit-log', '/reports', '/reports?range=custom',
]

/** In both themes: what follows the system's is drawn anew when that changes, and nothing but colours is. */
async function findBarriers(page: Page): Promise<string[]> {
  // A row under the pointer has a ground of its own.
  const row = page.locator('.data-table tbody tr').first()
  if (await row.isVisible()) await row.hover()
  const light = await barriers(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await barriers(page, 'html', ['color-contrast'])
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark.map((barrier) => `dark: ${barrier}`)]
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
}

test('every page is free of barriers, light and dark; nothing is forbidden by the content policy or fails unseen', async ({ browser }) => {
  // Sixty looks by axe; on a busy machine they take minutes.
  test.setTimeout(400_000)
  const context = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' })
  const page = await context.newPage()
  const complaints: string[] = []
  const found: string[] = []
  for (const path of ['/sign-up', '/forgot-password', '/reset-password#secret', '/verify-email', '/invitation', '/log-in']) {
    await page.goto(path)
    await settled(page)
    found.push(...(await findBarriers(page)))
  }
  await logIn(page)
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))

  for (const path of PAGES) {
    await page.goto(path)
    await settled(page)
    found.push(...(await findBarriers(page)))
  }
  await page.goto('/calls')
  await page.getByRole('row').nth(1).getByRole('link').click()
  await settled(page)
  found.push(...(await findBarriers(page)))
  await page.goto('/appointments')
  await page.getByRole('row').nth(1).getByRole('button').click()
  await expect(page.getByRole('heading', { name: 'Messages', exact: true })).toBeVisible()
  found.push(...(await findBarriers(page)))
  await page.goto('/calendar')
  await page.getByRole('button', { name: 'New visit', exact: true }).click()
  await settled(page)
  found.push(...(await findBarriers(page)))
  await page.goto('/services')
  await page.getByRole('button', { name: 'New service' }).click()
  await page.getByRole('button', { name: 'In parts' }).click()
  found.push(...(await findBarriers(page)))
  await page.goto('/settings/days')
  await page.getByRole('button', { name: 'Add a day' }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  found.push(...(await findBarriers(page)))
  await page.goto('/receptionist')
  await page.getByRole('button', { name: 'Start call' }).click()
  await page.getByRole('list', { name: 'Try saying' }).getByRole('button').first().click()
  await expect(page.getByText('understood in')).toBeVisible()
  found.push(...(await findBarriers(page)))
  await page.getByRole('button', { name: 'Hang up' }).click()

  expect(complaints).toEqual([])
  expect(found).toEqual([])
})

test('on a phone no page is wider than the screen', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 375, height: 740 } })
  const page = await context.newPage()
  await logIn(page)

  for (const path of PAGES) {
    await page.goto(path)
    await settled(page)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect.soft(overflow, path).toBeLessThanOrEqual(0)
  }
})

test('a wrong password says so, and a page wanted before the log-in is opened after it', async ({ page }) => {
  await page.goto('/calls?outcome=BOOKED')
  await page.getByLabel('E-mail').fill(credentials.email)
  await page.getByLabel('Password', { exact: true }).fill('not this one')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is not right.')

  await page.getByLabel('Password', { exact: true }).fill(credentials.password)
  await page.getByRole('button', { name: 'Log in' }).click()

  await expect(page).toHaveURL('/calls?outcome=BOOKED')
})

test('a session that the server no longer accepts leads back to the log-in', async ({ page }) => {
  await logIn(page)
  await page.evaluate(() => {
    for (const storage of [localStorage, sessionStorage]) if (storage.getItem('bolt.token')) storage.setItem('bolt.token', 'no longer good')
  })

  await page.goto('/services')

  await expect(page).toHaveURL(/\/log-in\?next=\/services/)
  await expect(page.getByRole('status')).toContainText('session ended')
})
