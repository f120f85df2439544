import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { enterPassword, expectToday, signUp } from './newSalon'

const REHEARSALS = '**/api/ai-assistant/rehearsals*'

async function open(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Rehearsal' }).click()
  await expect(page.getByRole('heading', { name: 'Rehearsal', level: 1 })).toBeVisible()
}

test('a salon rehearses: by a button, seen while it goes on, read call by call when it is over', async ({ browser, request }) => {
  // Some dozens of calls, each in a copy of the salon.
  test.setTimeout(300_000)
  const owner = await signUp(request, 'The Fishtail')
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await enterPassword(page, owner.email)
  await expectToday(page)
  await open(page)
  const button = page.getByRole('button', { name: 'Rehearse now' })
  const calls = page.getByRole('region', { name: 'Calls of this rehearsal' })

  // Nothing there yet: what a rehearsal is good for.
  await expect(page.getByText('No rehearsals yet')).toBeVisible()
  await expect(page.getByText('whether your receptionist understands your services, people and hours')).toBeVisible()
  expect(await barriers(page)).toEqual([])
  // Somebody else has this page open, and does not see that one begins.
  const elsewhere = await context.newPage()
  await elsewhere.goto('/rehearsal')
  await expect(elsewhere.getByRole('button', { name: 'Rehearse now' })).toBeEnabled()

  await button.click()

  await expect(page.getByText('Under way')).toBeVisible()
  await expect(button).toBeDisabled()
  await expect(calls.getByRole('status')).toHaveText(/^[1-9]\d* of \d+ calls held$/, { timeout: 60_000 })
  expect(await barriers(page)).toEqual([])
  await elsewhere.getByRole('button', { name: 'Rehearse now' }).click()
  await expect(elsewhere.getByRole('alert')).toHaveText('a rehearsal is under way; wait until it is over')
  await elsewhere.close()

  await expect(page.getByText('Finished')).toBeVisible({ timeout: 200_000 })
  await expect(button).toBeEnabled()
  const figures = await page.getByText(/^\d+ passed, \d+ failed$/).textContent()
  const [passed, failed] = (figures ?? '').match(/\d+/g)?.map(Number) ?? []
  expect(passed).toBeGreaterThan(0)
  await expect(calls.getByRole('listitem').getByText('Passed', { exact: true })).toHaveCount(passed ?? -1)
  await expect(calls.getByRole('listitem').getByText('Failed', { exact: true })).toHaveCount(failed ?? -1)

  // One that books: what was said, what was to come of it, and what stands in the book.
  const booking = calls.getByRole('button', { name: /books with anyone/ }).first()
  await expect(booking).toHaveAttribute('aria-expanded', 'false')
  await booking.click()
  await expect(booking).toHaveAttribute('aria-expanded', 'true')
  const held = calls.getByRole('listitem').filter({ has: page.locator('[aria-expanded=true]') }).first()
  await expect(held.getByRole('list', { name: 'What was said' }).getByRole('listitem').first()).toContainText('The Fishtail')
  await expect(held.getByText(/^hi, I'd like to book /)).toBeVisible()
  await expect(held.getByText('Expected').locator('..')).toContainText('Booked')
  await expect(held.getByText('In the book at the end').locator('..')).toContainText('Scheduled · Dana Whitlock')
  expect(await barriers(page)).toEqual([])
  await booking.click()
  await expect(held).toHaveCount(0)

  // It is still there for whoever comes back.
  await page.reload()
  await expect(page.getByText(figures ?? '')).toBeVisible()
  await expect(calls.getByRole('button', { name: /books with anyone/ }).first()).toBeVisible()

  // Nothing of it is in the salon's own book.
  await page.goto('/appointments')
  await expect(page.getByText('Dana Whitlock')).toHaveCount(0)
})

test('a list of rehearsals that cannot be had says so, and is there when asked again', async ({ page, request }) => {
  const owner = await signUp(request, 'The Fringe')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.route(REHEARSALS, (route) => route.abort())

  await open(page)

  await expect(page.getByRole('alert')).toContainText('The server could not be reached.')
  await page.unroute(REHEARSALS)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('No rehearsals yet')).toBeVisible()
})
