import { createHmac } from 'node:crypto'
import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { listen } from './listener'
import { logIn } from './logIn'
import { enterPassword, expectToday, signUp } from './newSalon'

test('an address is added, tried out, told again, and taken away', async ({ browser, request }) => {
  test.slow()
  const target = await listen()
  const owner = await signUp(request, 'The Told Salon')
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.getByRole('link', { name: 'Webhooks' }).first().click()
  await expect(page.getByText('No address is told anything yet')).toBeVisible()
  const found = await barriers(page)

  await page.getByRole('button', { name: 'Add a webhook' }).first().click()
  const adding = page.getByRole('complementary', { name: 'Add a webhook' })
  await adding.getByRole('button', { name: 'Add a webhook' }).click()
  await expect(adding.getByText('Enter an address.')).toBeVisible()
  await adding.getByLabel('Address').fill('ftp://elsewhere.example')
  await adding.getByRole('button', { name: 'Add a webhook' }).click()
  await expect(adding.getByText('cannot be used')).toBeVisible()
  await expect(adding.getByLabel('Address')).toBeFocused()
  await adding.getByLabel('Address').fill(target.url)
  await adding.getByLabel('What it is for (optional)').fill('The till')
  await adding.getByRole('button', { name: 'Call ended' }).click()
  found.push(...(await barriers(page)))
  await adding.getByRole('button', { name: 'Add a webhook' }).click()
  const secret = await adding.getByRole('textbox', { name: 'Secret', exact: true }).inputValue()
  found.push(...(await barriers(page)))
  await adding.getByRole('button', { name: 'I have copied it' }).click()
  await expect(page.getByRole('region', { name: 'Addresses' })).toContainText('The till · Visit booked, Visit moved, Visit cancelled')

  // A ping arrives, signed with the secret that was shown.
  await page.getByRole('button', { name: `Send a ping to ${target.url}` }).click()
  const arrived = page.getByRole('row').filter({ hasText: 'Arrived' })
  await expect(arrived).toHaveCount(1)
  const [ping] = target.heard
  expect(ping?.body).toMatchObject({ type: 'ping', data: {} })
  expect(ping?.headers['webhook-signature']).toContain(signature(secret, ping))

  await arrived.getByRole('button').click()
  const panel = page.getByRole('complementary', { name: 'What was told' })
  await expect(panel).toContainText('"type": "ping"')
  await expect(panel).toContainText('200')
  found.push(...(await barriers(page)))
  await panel.getByRole('button', { name: 'Send again' }).click()
  await expect(arrived).toHaveCount(2)
  expect(target.heard[1]?.headers['webhook-id']).toBe(ping?.headers['webhook-id'])

  // Another secret; off, and nothing can be sent.
  await page.getByRole('button', { name: `Change ${target.url}` }).click()
  const changing = page.getByRole('complementary', { name: 'Webhook', exact: true })
  await changing.getByRole('button', { name: 'New secret' }).click()
  await expect(changing.getByRole('textbox', { name: 'Secret', exact: true })).not.toHaveValue(secret)
  await changing.getByRole('button', { name: 'I have copied it' }).click()
  await changing.getByRole('button', { name: 'Switch off' }).click()
  await expect(page.getByRole('button', { name: `Send a ping to ${target.url}` })).toBeDisabled()
  await changing.getByLabel('What it is for (optional)').fill('The old till')
  await changing.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region', { name: 'Addresses' })).toContainText('The old till')

  await page.getByRole('button', { name: `Change ${target.url}` }).click()
  await changing.getByRole('button', { name: 'Take away' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(target.url)
  await dialog.getByRole('button', { name: 'Take away' }).click()
  await expect(page.getByText('No address is told anything yet')).toBeVisible()
  await expect(arrived).toHaveCount(2)
  expect(found).toEqual([])
  await target.close()
})

test('an address that fails is shown to, and what was told is found by address and status', async ({ page, request }) => {
  const target = await listen()
  target.answers.status = 500
  const owner = await signUp(request, 'The Unheard Salon')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.goto('/webhooks')
  await page.getByRole('button', { name: 'Add a webhook' }).first().click()
  const adding = page.getByRole('complementary', { name: 'Add a webhook' })
  await adding.getByLabel('Address').fill(target.url)
  await adding.getByRole('button', { name: 'Add a webhook' }).click()
  await adding.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('button', { name: 'Send a ping to' }).click()

  const row = page.getByRole('row').filter({ hasText: '500' })
  await expect(row).toContainText('Under way')
  await page.reload()
  await expect(page.getByRole('region', { name: 'Addresses' })).toContainText('Nothing has arrived since')

  await filter(page, 'Status', 'Arrived')
  await expect(page.getByText('Nothing matches these filters')).toBeVisible()
  await filter(page, 'Status', 'Under way')
  await filter(page, 'Address', target.url)
  await expect(row).toBeVisible()
  await expect(page).toHaveURL(/webhook=whe_.*status=PENDING|status=PENDING.*webhook=whe_/)
  await target.close()
})

test('on a phone the webhooks are not wider than the screen', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 375, height: 740 } })
  const page = await context.newPage()
  await logIn(page)
  await page.goto('/webhooks')
  await expect(page.getByRole('region', { name: 'Addresses' }).getByText('No address is told anything yet')).toBeVisible()

  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

  expect(overflow).toBeLessThanOrEqual(0)
})

async function filter(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('region', { name: 'What was told' }).getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

/** As Standard Webhooks has it: over id, time and body. */
function signature(secret: string, told: { headers: Record<string, unknown>; body: object } | undefined): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const { headers, body } = told ?? { headers: {}, body: {} }
  return createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${JSON.stringify(body)}`).digest('base64')
}
