import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { logIn } from './logIn'
import { enterPassword, expectToday, signUp } from './newSalon'

/** Saves the file behind a button, and gives its lines. */
async function saved(page: Page, what: string): Promise<string[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Save ${what} as CSV` }).click(),
  ])
  return (await readFile(await download.path(), 'utf8')).replace('\uFEFF', '').trim().split('\r\n')
}

test('figures of a month are seen as bars, by the keys, as a table and as files', async ({ page }) => {
  await logIn(page)
  await page.goto('/reports')
  const visits = page.getByRole('region', { name: 'Visits by state' })
  const bars = visits.getByRole('slider')
  await bars.focus()
  await page.keyboard.press('End')
  await expect(bars).toHaveAttribute('aria-valuenow', '30')
  await expect(bars).toHaveAttribute('aria-valuetext', /: Completed \d+, To come \d+, Cancelled \d+, No-shows \d+$/)
  await visits.getByRole('button', { name: 'Visits by state: Table' }).click()
  await expect(visits.getByRole('row')).toHaveCount(31)
  expect(await barriers(page)).toEqual([])

  const days = await saved(page, 'Visits by state')
  expect(days[0]).toBe('date,visits,completed,upcoming,cancelled,noShow')
  expect(days).toHaveLength(31)
  const hours = await saved(page, 'Calls by hour of the day')
  expect(hours).toHaveLength(25)
  for (const [what, first] of [
    ['Calls by reason', 'reason'], ['Visits by employee', 'employee'], ['Revenue by service', 'service'], ['Revenue by employee', 'employee'],
  ] as const) {
    expect((await saved(page, what))[0]).toMatch(new RegExp(`^${first},`))
  }

  await page.getByRole('button', { name: 'Last 12 months' }).click()
  await expect(page).toHaveURL(/range=year/)
  await visits.getByRole('button', { name: 'Visits by state: Table' }).click()
  await expect(visits.getByRole('row')).toHaveCount(54)
  await page.setViewportSize({ width: 390, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
})

test('a salon without any calls and visits is told that there will be figures', async ({ page, request }) => {
  const owner = await signUp(request, 'A Quiet Chair')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.goto('/reports')
  await expect(page.getByText('Nothing on these days yet')).toBeVisible()
})
