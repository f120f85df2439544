import { expect, test } from '@playwright/test'
import { barriers } from './barriers'
import { enterPassword, expectToday, signUp } from './newSalon'

test('a salon says how its receptionist answers, and hears it in the next call', async ({ browser, request }) => {
  const owner = await signUp(request, 'The Plait')
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Assistant', exact: true }).first().click()
  const greeting = page.getByLabel('Greeting', { exact: true })
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await expect(page.getByText('Needs OPENAI_API_KEY')).toBeVisible()
  await expect(save).toBeDisabled()

  await greeting.fill('The Plait, how lovely that you call.')
  await page.getByRole('button', { name: 'Friendly' }).click()
  await page.getByLabel('Streamed words').check()
  await page.getByLabel('As this installation is set up').uncheck()
  // By the keyboard alone: the button goes along with its row, and keeps the focus.
  await page.getByRole('button', { name: 'Move Compatible server up' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Move Compatible server down' })).toBeFocused()
  await page.getByLabel('Monthly budget in dollars').fill('12.50')
  await page.getByLabel('Blocked numbers').fill('+1 212 555 0199')
  await page.getByRole('button', { name: 'Block', exact: true }).click()
  await page.getByRole('button', { name: 'Dogs' }).click()
  await save.click()

  // An answer is missing: that is said where it is, and nothing is saved.
  await expect(page.getByLabel('Answer', { exact: true })).toBeFocused()
  await expect(page.getByText('Enter the answer.')).toBeVisible()
  expect(await barriers(page)).toEqual([])
  await page.getByLabel('Answer', { exact: true }).fill('Small dogs are welcome.')
  await save.click()
  await expect(page.getByText('The assistant’s settings are saved')).toBeVisible()

  await page.reload()
  await expect(greeting).toHaveValue('The Plait, how lovely that you call.')
  await expect(page.getByLabel('Streamed words')).toBeChecked()
  await expect(page.getByLabel('Monthly budget in dollars')).toHaveValue('12.50')
  await expect(page.getByRole('list', { name: 'Order of providers' }).getByRole('listitem')).toContainText(['Compatible server', 'OpenAI', 'Bolt’s own engine'])
  await expect(page.getByRole('list', { name: 'What it knows' })).toContainText('Small dogs are welcome.')
  await expect(page.getByRole('list', { name: 'Blocked numbers' })).toContainText('(212) 555-0199')
  await expect(page.getByText(/^\$0 of \$12\.50 spent since/)).toBeVisible()
  expect(await barriers(page)).toEqual([])

  const phone = page.getByRole('complementary', { name: 'Try it' })
  await phone.getByRole('button', { name: 'Start call' }).click()
  await expect(phone.getByRole('log')).toContainText('The Plait, how lovely that you call.')
  await phone.getByRole('button', { name: 'Hang up' }).click()
})

test('a customer is marked as one who always reaches a person, and found by it', async ({ page, request }) => {
  const owner = await signUp(request, 'The Chignon')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.goto('/customers')
  await page.getByRole('button', { name: 'New customer' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Dana Whitlock')
  await page.getByLabel('Always reaches a person').check()
  await page.getByRole('button', { name: 'Add customer' }).click()
  await expect(page.getByText('VIP', { exact: true })).toBeVisible()

  await page.goto('/customers?show=blocked')
  await expect(page.getByText('No customer matches')).toBeVisible()
  await page.goto('/customers?show=vip')

  await expect(page.getByRole('link', { name: 'Open Dana Whitlock' })).toBeVisible()
})
