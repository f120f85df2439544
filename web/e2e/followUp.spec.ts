import { expect, test } from '@playwright/test'
import { telephone } from './telephone'
import { logIn } from './logIn'

test('a call that left something to do is found, read and marked as done', async ({ page, request }) => {
  const line = telephone(request, '+12125550172')
  await line.ring()
  await line.say('I would like to book a haircut')
  await line.hangUp()
  await logIn(page)
  await page.getByRole('link', { name: 'Calls', exact: true }).click()
  await page.goto('/calls?followUp=open')
  const first = page.getByRole('row').nth(1)
  await expect(first).toBeVisible()
  await first.getByRole('link').click()

  // What came of it stands above the transcript,
  await expect(page.getByText('(+12125550172) wanted to book a visit. Nothing booked.')).toBeVisible()

  // and somebody sees to it.
  await page.getByRole('button', { name: 'Mark as done' }).click()
  await expect(page.getByText('Seen to')).toBeVisible()
  await page.getByRole('button', { name: 'Not done after all' }).click()
  await expect(page.getByText('Somebody should see to this call')).toBeVisible()
})

test('each claim of a call that booked shows the visit behind it', async ({ page }) => {
  await logIn(page)
  await page.goto('/calls?outcome=BOOKED')
  await page.getByRole('row').nth(1).getByRole('link').click()

  const claim = page.getByRole('button', { name: 'You\'re booked' }).first()
  await claim.focus()

  const source = page.locator('.claim').filter({ has: claim })
  await expect(source.getByText('Booking:')).toBeVisible()
  await source.getByRole('link', { name: 'Show' }).click()
  await expect(page).toHaveURL(/\/calendar\/.*visit=apt_/)
})
