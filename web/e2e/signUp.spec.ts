import { expect, test } from '@playwright/test'
import { barriers } from './barriers'
import { linkIn, mailTo } from './mail'
import { enterPassword, expectToday, PASSWORD, signUp, stranger } from './newSalon'

test('a salon is founded, and its owner’s address confirmed by the link in a mail', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const owner = stranger('Second Chair')
  await page.goto('/log-in')
  await page.getByRole('link', { name: 'Sign up' }).click()
  await expect(page.getByRole('heading', { name: 'Put your salon on Bolt' })).toBeVisible()
  const found = await barriers(page)

  // The browser stands in Auckland.
  await expect(page.getByRole('combobox', { name: 'Country' })).toHaveText('New Zealand')
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveText('Pacific/Auckland')
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(page.getByText('Enter the name of your salon.')).toBeVisible()
  await expect(page.getByLabel('Salon')).toBeFocused()
  await page.getByLabel('Salon').fill(owner.salon)
  await page.getByLabel('Your name').fill(owner.name)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill('password123')
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(page.getByText('guessed first')).toBeVisible()
  found.push(...(await barriers(page)))
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('combobox', { name: 'Country' }).click()
  await page.getByRole('searchbox').fill('German')
  await page.getByRole('option', { name: 'Germany' }).click()
  await page.getByRole('button', { name: 'Sign up' }).click()

  await expectToday(page)
  await expect(page.getByText(owner.salon).first()).toBeVisible()

  const link = linkIn(await mailTo(owner.email, 'Confirm your e-mail'))
  await page.goto(link)
  await expect(page.getByText(`${owner.email} is confirmed.`)).toBeVisible()
  found.push(...(await barriers(page)))
  await page.getByRole('link', { name: 'Go to the dashboard' }).click()
  await expectToday(page)

  // The link works once.
  await page.goto(link)
  await expect(page.getByRole('alert')).toContainText('does not work any more')
  expect(found).toEqual([])
})

test('an address that has an account is led to the log-in', async ({ page, request }) => {
  const owner = await signUp(request, 'Third Chair')
  await page.goto('/sign-up')
  await page.getByLabel('Salon').fill('Another')
  await page.getByLabel('Your name').fill(owner.name)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign up' }).click()

  await expect(page.getByRole('alert')).toContainText('There is an account with this address already.')
  await page.getByRole('alert').getByRole('link', { name: 'Log in' }).click()
  await expect(page).toHaveURL('/log-in')
})

test('a forgotten password is replaced by a link, which works once', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const owner = await signUp(request, 'Fourth Chair')
  await page.goto('/log-in')
  await page.getByRole('link', { name: 'Forgotten your password?' }).click()
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByRole('status')).toContainText('a mail is on its way')
  const found = await barriers(page)

  const link = linkIn(await mailTo(owner.email, 'Choose a new password'))
  await page.goto(link)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await expect(page.getByText('must have at least 10 characters')).toBeVisible()
  found.push(...(await barriers(page)))
  await page.getByLabel('New password').fill('another good one')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await expectToday(page)

  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(link)
  await elsewhere.getByLabel('New password').fill('another good one')
  await elsewhere.getByRole('button', { name: 'Save the password' }).click()
  await expect(elsewhere.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()
  await enterPassword(elsewhere, owner.email)
  await expect(elsewhere.getByRole('alert')).toHaveText('E-mail or password is not right.')
  await enterPassword(elsewhere, owner.email, 'another good one')
  await expectToday(elsewhere)
  expect(found).toEqual([])
})
