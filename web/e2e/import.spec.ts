import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { logIn } from './logIn'

const stamp = Date.now().toString(36)

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel(/Choose a file|Another file/).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

async function figure(page: Page, label: string): Promise<string | null> {
  const pair = page.getByRole('region', { name: /What would happen|Imported/ }).locator('dl > div').filter({ hasText: label })
  return pair.getByRole('definition').textContent()
}

test('a file with a wrong line brings nothing in; mended, it does, and goes out again', async ({ page }) => {
  const wrong = `name,phone,email\nOdile Vance ${stamp},,odile-${stamp}@example.com\nRuben Sato ${stamp},12,\n`
  await logIn(page)
  await page.goto('/import')

  await choose(page, 'customers.csv', wrong)
  await expect(page.getByText('1 line is wrong')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Line 3' })).toContainText('phone')
  await expect(page.getByRole('button', { name: /^Import / })).toHaveCount(0)

  await choose(page, 'customers.csv', wrong.replace(',12,', ',,'))
  await page.getByRole('button', { name: 'Import 2 lines' }).click()
  await expect(page.getByRole('heading', { name: 'Imported' })).toBeVisible()
  expect(await figure(page, 'New')).toBe('2')
  await page.getByRole('link', { name: 'Show Customers' }).click()
  await page.getByRole('searchbox', { name: 'Name, number or e-mail' }).fill(`odile-${stamp}`)
  await expect(page.getByRole('row').filter({ hasText: `Odile Vance ${stamp}` })).toHaveCount(1)

  // What goes out comes in again, and nothing is new in it.
  await page.goto('/import')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download customers' }).click()
  const file = await (await download).path()
  const text = await readFile(file, 'utf8')
  expect(text).toContain(`Ruben Sato ${stamp}`)
  await choose(page, 'again.csv', text)
  await expect(page.getByText('There is nothing new in this file.')).toBeVisible()
})

test('a heading that nobody knows is named, and the example is a right file', async ({ page }) => {
  await logIn(page)
  await page.goto('/import?kind=services')

  await choose(page, 'services.csv', 'name,colour\nCut,red\n')
  await expect(page.getByRole('listitem').filter({ hasText: 'Line 1' })).toContainText('colour')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download an example' }).click()
  const example = await readFile(await (await download).path(), 'utf8')
  await choose(page, 'services-example.csv', example)
  await expect(page.getByRole('heading', { name: 'What would happen' })).toBeVisible()
  await expect(page.getByText(/lines? (is|are) wrong/)).toHaveCount(0)
})
