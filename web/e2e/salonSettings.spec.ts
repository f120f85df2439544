import { expect, test, type APIRequestContext, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { credentials, logIn } from './logIn'
import { enterPassword, expectToday, PASSWORD, signUp } from './newSalon'

test('what the salon says of itself is changed, and what is emptied is gone', async ({ page, request }) => {
  const owner = await signUp(request, 'The Parting')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await openSettings(page, 'Name and place')
  await expect(page.getByRole('region', { name: 'You are trying Bolt out' })).toContainText(/The trial ends on .*: in 1\d days/)

  await page.getByLabel('Name', { exact: true }).fill('The Far Parting')
  await page.getByLabel('Address').fill('12 Comb Lane')
  await page.getByLabel('Forward calls to').fill('212 555 0199')
  await page.getByLabel('Website').fill('parting.example')
  await choose(page, 'Currency', 'Canadian Dollar (CAD)')
  await expect(page.getByText('Prices stay the numbers they are')).toBeVisible()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Save', exact: true }).click()

  // A field that is wrong says so, and nothing is saved.
  await expect(page.getByText('must begin with https:// or http://').first()).toBeVisible()
  await expect(page.getByLabel('Website')).toBeFocused()
  await page.getByLabel('Website').fill('https://parting.example')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Name and place are saved')).toBeVisible()
  await expect(page.getByLabel('Forward calls to')).toHaveValue('(212) 555-0199')
  await expect(page.getByRole('banner').getByText('The Far Parting')).toBeVisible()

  await page.getByLabel('Address').fill('')
  const sent = page.waitForRequest((asked) => asked.method() === 'PATCH')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  expect((await sent).postDataJSON()).toEqual({ address: null })
})

test('a new time zone shows the visits that it leaves outside the hours', async ({ page, request }) => {
  const headers = await authorized(request, credentials)
  const { timezone } = (await (await request.get('/api/tenant', { headers })).json()).data
  await logIn(page)
  await page.goto('/settings/profile')

  try {
    await choose(page, 'Time zone', 'Asia/Tokyo')
    await expect(page.getByText('Visits stay when they are')).toBeVisible()
    await page.getByRole('button', { name: 'Save', exact: true }).click()

    await expect(page.getByRole('alert').filter({ hasText: 'outside opening hours' })).toBeVisible()
  } finally {
    await request.patch('/api/tenant/profile', { headers, data: { timezone } })
  }
})

test('of two who change the settings at once, one is told and sees what the other saved', async ({ browser, request }) => {
  const owner = await signUp(request, 'The Fringe')
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await enterPassword(page, owner.email)
  await expectToday(page)
  await openSettings(page, 'Messages')
  await page.getByLabel('E-mail').uncheck()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The settings are saved')).toBeVisible()

  const headers = await authorized(request, { email: owner.email, password: PASSWORD })
  const { version, settings } = (await (await request.get('/api/tenant/settings', { headers })).json()).data
  expect(settings.notifications).toMatchObject({ smsEnabled: true, emailEnabled: false })
  await page.getByLabel('Text messages').uncheck()
  const aiAssistant = { ...settings.aiAssistant, greeting: 'Hello from the other' }
  const other = await request.put('/api/tenant/settings', { headers, data: { version, settings: { aiAssistant, notifications: { smsEnabled: true, emailEnabled: true } } } })
  expect(other.status()).toBe(200)
  await page.getByRole('button', { name: 'Save' }).click()

  await expect(page.getByRole('alert').filter({ hasText: 'Somebody else has changed these settings' })).toBeVisible()
  await expect(page.getByLabel('E-mail')).toBeChecked()
  await page.getByLabel('Text messages').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody else' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  // What the other has said to callers stays.
  await page.getByRole('link', { name: 'the assistant’s settings' }).click()
  await expect(page.getByLabel('Greeting', { exact: true })).toHaveValue('Hello from the other')
})

test('an owner closes the account by its name, and everything can still be read', async ({ page, request }) => {
  const owner = await signUp(request, 'The Last Curl')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.goto('/settings/profile')
  await page.getByRole('button', { name: 'Close the account…' }).click()
  const dialog = page.getByRole('dialog')
  const confirm = dialog.getByRole('button', { name: 'Close the account' })
  await dialog.getByLabel('Type “The Last Curl” to confirm').fill('The Last')
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel('Type “The Last Curl” to confirm').fill('The Last Curl')
  expect(await barriers(page)).toEqual([])
  await confirm.click()

  await expect(page.getByText('The account is closed')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Close the account…' })).toHaveCount(0)
})

test('on a phone the settings are not wider than the screen', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 375, height: 740 } })
  const page = await context.newPage()
  await logIn(page)

  for (const path of ['/settings/profile', '/settings/messages', '/assistant']) {
    await page.goto(path)
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect.soft(overflow, path).toBeLessThanOrEqual(0)
  }
})

async function openSettings(page: Page, name: string): Promise<void> {
  await page.goto('/settings')
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible()
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('searchbox').last().fill(option)
  await page.getByRole('option', { name: option }).click()
}

async function authorized(request: APIRequestContext, data: { email: string; password: string }): Promise<Record<string, string>> {
  const session = await (await request.post('/api/auth/login', { data })).json()
  return { authorization: `Bearer ${session.data.token}` }
}
