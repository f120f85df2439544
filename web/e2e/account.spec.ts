import { expect, test, type Page } from '@playwright/test'
import { codeAt, nextCode } from './authenticator'
import { barriers } from './barriers'
import { linkIn, mailTo } from './mail'
import { enterPassword, expectToday, PASSWORD, signUp } from './newSalon'

test('with a second factor, a log-in takes a code, or a recovery code once', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const owner = await signUp(request, 'Fifth Chair')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await openAccount(page, owner.name)
  const factor = page.getByRole('region', { name: 'Second factor' })

  // Set it up, as a telephone does that reads the key.
  await factor.getByRole('button', { name: 'Set it up' }).click()
  await factor.getByLabel('Your password').fill(PASSWORD)
  await factor.getByRole('button', { name: 'Next' }).click()
  await expect(factor.getByRole('img', { name: 'Picture to scan' })).toBeVisible()
  expect(await factor.getByRole('img', { name: 'Picture to scan' }).evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(100)
  const found = await barriers(page)
  const secret = (await factor.getByRole('code').innerText()).replaceAll(' ', '')
  await factor.getByLabel('The code that it shows').fill(codeAt(secret))
  await factor.getByRole('button', { name: 'Turn it on' }).click()
  const list = factor.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(list).toHaveCount(10)
  const codes = await list.allInnerTexts()
  found.push(...(await barriers(page)))
  const [file] = await Promise.all([page.waitForEvent('download'), factor.getByRole('button', { name: 'Save as a file' }).click()])
  expect(file.suggestedFilename()).toBe('bolt-recovery-codes.txt')
  await factor.getByRole('button', { name: 'I have kept them' }).click()
  await expect(factor.getByText('10 recovery codes are left.')).toBeVisible()

  // The password alone opens nothing; the next code does.
  await logOut(page, owner.name)
  await enterPassword(page, owner.email)
  await expect(page.getByRole('heading', { name: 'Enter your code' })).toBeVisible()
  found.push(...(await barriers(page)))
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('alert')).toContainText('This code is not right')
  await page.getByLabel('Code', { exact: true }).fill(nextCode(secret))
  await page.getByRole('button', { name: 'Log in' }).click()
  await expectToday(page)

  // A recovery code, once.
  const [first = '', second = ''] = codes
  await logOut(page, owner.name)
  await enterRecoveryCode(page, owner.email, first)
  await expectToday(page)
  await logOut(page, owner.name)
  await enterRecoveryCode(page, owner.email, first)
  await expect(page.getByRole('alert')).toContainText('This code is not right')
  await page.getByRole('button', { name: 'Begin again' }).click()
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
  await enterRecoveryCode(page, owner.email, second)
  await expectToday(page)

  await openAccount(page, owner.name)
  await factor.getByRole('button', { name: 'Take it away' }).click()
  await factor.getByLabel('Your password').fill(PASSWORD)
  await factor.getByLabel('Code, or a recovery code').fill(codes[2] ?? '')
  await factor.getByRole('button', { name: 'Take it away' }).click()
  await expect(factor.getByRole('button', { name: 'Set it up' })).toBeVisible()
  await logOut(page, owner.name)
  await enterPassword(page, owner.email)
  await expectToday(page)
  expect(found).toEqual([])
})

test('name, address and password are changed, and log-ins elsewhere ended', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const elsewhere = await (await browser.newContext()).newPage()
  const owner = await signUp(request, 'Sixth Chair')
  for (const one of [page, elsewhere]) {
    await enterPassword(one, owner.email)
    await expectToday(one)
  }
  await expect(page.getByText(`Please confirm that ${owner.email} is yours`)).toBeVisible()
  await page.getByRole('button', { name: 'Not now' }).click()
  await openAccount(page, owner.name)
  const found = await barriers(page)

  await page.getByLabel('Your name').fill('Ines Okafor')
  await page.getByRole('button', { name: 'Save the name' }).click()
  await expect(page.getByRole('button', { name: 'Account of Ines Okafor' })).toBeVisible()

  // The log-in elsewhere is seen, and is over once it is ended.
  const sessions = page.getByRole('region', { name: 'Where you are logged in' })
  await expect(sessions.getByRole('listitem').filter({ hasText: 'This one' })).toHaveCount(1)
  await sessions.getByRole('button', { name: 'End the log-in of Chrome on Windows' }).first().click()
  await expect(page.getByText('The log-in is ended')).toBeVisible()
  await elsewhere.reload()
  await expect(elsewhere.getByRole('heading', { name: 'Log in to Bolt' })).toBeVisible()

  await enterPassword(elsewhere, owner.email)
  await expectToday(elsewhere)
  await page.getByLabel('Current password').fill('not this one')
  await page.getByLabel('New password').fill('another good one')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByText('is not your password')).toBeVisible()
  await page.getByLabel('Current password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByText('Your password is changed')).toBeVisible()
  await expect(sessions.getByRole('listitem')).toHaveCount(1)
  await elsewhere.reload()
  await expect(elsewhere.getByRole('heading', { name: 'Log in to Bolt' })).toBeVisible()

  // The new address counts once the link that was sent there is followed.
  const address = page.getByRole('region', { name: 'E-mail address' })
  const next = owner.email.replace('ines', 'office')
  await address.getByRole('button', { name: 'Change the address' }).click()
  await address.getByLabel('New address').fill(next)
  await address.getByLabel('Your password').fill('another good one')
  await address.getByRole('button', { name: 'Send the link' }).click()
  await expect(address.getByRole('status')).toContainText(`A link is on its way to ${next}`)
  found.push(...(await barriers(page)))
  await page.setViewportSize({ width: 375, height: 740 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1360, height: 860 })
  await page.goto(linkIn(await mailTo(next, 'Confirm your e-mail')))
  await expect(page.getByText(`${next} is confirmed.`)).toBeVisible()
  await page.goto('/account')
  await expect(address.getByText(next)).toBeVisible()
  await expect(address.getByText('Confirmed', { exact: true })).toBeVisible()
  expect(found).toEqual([])
})

async function openAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Account of ${name}` }).click()
  await page.getByRole('link', { name: 'Profile and security' }).click()
  await expect(page.getByRole('heading', { name: 'Profile and security', level: 1 })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
}

async function logOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Account of ${name}` }).click()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Log in to Bolt' })).toBeVisible()
}

async function enterRecoveryCode(page: Page, email: string, code: string): Promise<void> {
  await enterPassword(page, email)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Log in' }).click()
}
