import { expect, type Page } from '@playwright/test'

export const credentials = {
  email: process.env.BOLT_EMAIL ?? 'owner@juniper.example',
  password: process.env.BOLT_PASSWORD ?? 'juniper',
}

/** Logs in by the form, as a person does. */
export async function logIn(page: Page): Promise<void> {
  await page.goto('/log-in')
  await page.getByLabel('E-mail').fill(credentials.email)
  await page.getByLabel('Password', { exact: true }).fill(credentials.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
}
