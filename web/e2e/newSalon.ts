import { expect, type APIRequestContext, type Page } from '@playwright/test'

export const PASSWORD = 'wet cape, dry towel'

export interface Owner {
  name: string
  email: string
  salon: string
}

let founded = 0
/** Somebody who has no account yet. */
export function stranger(salon: string): Owner {
  founded += 1
  return { name: 'Ines Falkenrath', email: `ines.${Date.now()}.${founded}@chair.example`, salon }
}

/** Founds a salon without the pages, for what comes after. */
export async function signUp(request: APIRequestContext, salon: string): Promise<Owner> {
  const owner = stranger(salon)
  const answer = await request.post('/api/auth/signup', {
    data: { salon: { name: salon, timezone: 'America/New_York', country: 'US' }, name: owner.name, email: owner.email, password: PASSWORD },
  })
  expect(answer.status()).toBe(201)
  return owner
}

/** Fills in the log-in and sends it; what comes next is the test's. */
export async function enterPassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/log-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

export async function expectToday(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
}
