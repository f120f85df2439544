import { expect, test, type APIRequestContext } from '@playwright/test'
import { barriers } from './barriers'
import { enterPassword, expectToday, PASSWORD, signUp } from './newSalon'

test('a key is made for a program, may do no more than it says, and is over once it is taken back', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  const owner = await signUp(request, 'Tenth Chair')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'API keys' }).click()
  await expect(page.getByText('No keys yet')).toBeVisible()
  const found = await barriers(page)

  await page.getByRole('button', { name: 'Make a key' }).click()
  const form = page.getByRole('complementary', { name: 'Make a key' })
  await form.getByLabel('What is it for?').fill('Website')
  await expect(form.getByRole('button', { name: 'Book, move and cancel' })).toHaveAttribute('aria-pressed', 'false')
  await form.getByRole('combobox', { name: 'How long is it good?' }).click()
  await page.getByRole('option', { name: '90 days' }).click()
  found.push(...(await barriers(page)))
  await form.getByRole('button', { name: 'Make the key' }).click()
  const made = page.getByRole('region', { name: 'The key for Website' })
  const secret = await made.getByLabel('Secret key').inputValue()
  expect(secret).toMatch(/^bolt_live_[0-9a-f]{48}$/)
  await made.getByRole('button', { name: 'Copy' }).click()
  await expect(made.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  found.push(...(await barriers(page)))

  // It asks for free times, and books nothing.
  const serviceId = await someService(request, owner.email)
  const ask = () => request.get(`/api/ai/availability?serviceId=${serviceId}`, { headers: { 'x-api-key': secret } })
  expect((await ask()).status()).toBe(200)
  const book = await request.post('/api/ai/appointments', { headers: { 'x-api-key': secret }, data: {} })
  expect(book.status()).toBe(403)

  await page.reload()
  const keys = page.getByRole('region', { name: 'API keys' })
  const row = keys.getByRole('listitem').filter({ hasText: 'Website' })
  await expect(row).toContainText(`${secret.slice(0, 16)}…`)
  await expect(row).toContainText('Last used')
  await expect(page.getByText(secret)).toHaveCount(0)
  await row.getByRole('button', { name: 'Take back the key Website' }).click()
  found.push(...(await barriers(page)))
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await expect(row.getByText('Taken back', { exact: true })).toBeVisible()
  expect((await ask()).status()).toBe(401)

  await page.setViewportSize({ width: 375, height: 740 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  expect(found).toEqual([])
})

async function someService(request: APIRequestContext, email: string): Promise<string> {
  const login = await (await request.post('/api/auth/login', { data: { email, password: PASSWORD } })).json()
  const services = await (await request.get('/api/services', { headers: { authorization: `Bearer ${login.data.token}` } })).json()
  return services.data[0].id
}
