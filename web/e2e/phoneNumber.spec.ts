import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { logIn } from './logIn'
import { enterPassword, expectToday, signUp } from './newSalon'
import { telephone } from './telephone'

const numbers = (page: Page) => page.getByRole('region', { name: 'Your numbers' })
const forwarding = (page: Page) => page.getByRole('region', { name: 'Keep your own number' })

/** Searches in this area and orders the number with these last digits. */
async function order(page: Page, area: string, last: string): Promise<void> {
  const search = page.getByRole('region', { name: 'Find a number' })
  await search.getByLabel('Area code').fill(area)
  await search.getByLabel('Contains').fill(`55501${last}`)
  await search.getByRole('button', { name: 'Search' }).click()
  await search.getByRole('button', { name: `Buy (${area}) 555-01${last}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Buy this number' }).click()
}

test('a salon finds a number, loses one to somebody else, buys one, and gives it back or keeps it', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const owner = await signUp(request, 'Dial Tone Hair')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.getByRole('link', { name: 'Phone number' }).first().click()
  await expect(page.getByText('No number yet')).toBeVisible()
  await expect(page.getByText('Get a number first')).toBeVisible()
  const found = await barriers(page)

  await page.getByRole('button', { name: 'Find a number' }).click()
  await page.getByLabel('Area code').fill('11')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByText('must be three digits')).toBeVisible()
  await order(page, '646', '99')
  await expect(page.getByText('(646) 555-0199 was bought by somebody else')).toBeVisible({ timeout: 20_000 })
  found.push(...(await barriers(page)))
  await page.getByRole('button', { name: 'Search again' }).click()
  await order(page, '646', '17')
  await expect(numbers(page).getByRole('heading', { name: '(646) 555-0117' })).toBeVisible({ timeout: 20_000 })
  await expect(numbers(page).getByText('Not registered', { exact: true })).toBeVisible({ timeout: 20_000 })

  await page.getByRole('button', { name: 'Give this number back' }).click()
  await expect(page.getByText('This is your only number')).toBeVisible()
  await page.getByRole('button', { name: 'Give it back' }).click()
  await expect(numbers(page).getByText('Being given back', { exact: true })).toBeVisible()
  found.push(...(await barriers(page)))
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(numbers(page).getByText('Active', { exact: true })).toBeVisible()
  expect(found).toEqual([])
  await context.close()
})

test('a call that the salon\'s own telephone sends on is waited for and seen', async ({ page, request }) => {
  await logIn(page)
  await page.goto('/phone-number')
  await forwarding(page).getByLabel('Number that your clients call').fill('(212) 555-0163')
  await forwarding(page).getByRole('button', { name: 'Show what to dial' }).click()
  await expect(forwarding(page).getByText(/^\*71\d{10}$/)).toBeVisible()
  await forwarding(page).getByRole('button', { name: 'Wait for my call' }).click()
  await expect(forwarding(page).getByText('Waiting for your call')).toBeVisible()

  const caller = telephone(request, '+12125550164')
  await caller.ring({ ForwardedFrom: '+12125550163' })

  await expect(forwarding(page).getByText('It works')).toBeVisible({ timeout: 20_000 })
  expect(await barriers(page)).toEqual([])
  await caller.hangUp()
  await forwarding(page).getByRole('button', { name: 'Remove' }).click()
  await expect(forwarding(page).getByLabel('Number that your clients call')).toBeVisible()
})
