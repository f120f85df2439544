import { expect, test, type Page } from '@playwright/test'
import { barriers } from './barriers'
import { linkIn, mailTo } from './mail'
import { enterPassword, expectToday, PASSWORD, signUp } from './newSalon'

test('somebody invited makes an account, sees what their role allows, and is out once they are removed', async ({ browser, request }) => {
  test.slow()
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const guest = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  const owner = await signUp(request, 'Seventh Chair')
  const email = owner.email.replace('ines', 'pia')
  await enterPassword(page, owner.email)
  await expectToday(page)
  await page.getByRole('button', { name: 'Not now' }).click()
  await openAccess(page)
  const found = await barriers(page)

  // Invited, and the mail sent once more: the first link is good no more.
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const form = page.getByRole('complementary', { name: 'Invite somebody' })
  await form.getByLabel('E-mail').fill(email)
  await form.getByRole('combobox', { name: 'Whose calendar' }).click()
  await page.getByRole('option', { name: owner.name }).click()
  found.push(...(await barriers(page)))
  await form.getByRole('button', { name: 'Send the invitation' }).click()
  const invitations = page.getByRole('region', { name: 'Invitations' })
  await expect(invitations.getByRole('listitem').filter({ hasText: email })).toContainText(`Stylist · ${owner.name} · good until`)
  const firstLink = linkIn(await mailTo(email, 'invites you to Seventh Chair'))
  await invitations.getByRole('button', { name: `Send the invitation to ${email} again` }).click()
  let link = firstLink
  await expect(async () => {
    link = linkIn(await mailTo(email, 'invites you to Seventh Chair'))
    expect(link).not.toBe(firstLink)
  }).toPass({ timeout: 15_000 })
  await guest.goto(firstLink)
  await expect(guest.getByRole('heading', { name: 'This invitation is not valid any more' })).toBeVisible()

  // Joined, as a stylist who sees and changes nothing.
  await guest.goto(link)
  await expect(guest.getByRole('heading', { name: 'Join Seventh Chair' })).toBeVisible()
  await expect(guest.getByLabel('E-mail')).toHaveValue(email)
  found.push(...(await barriers(guest)))
  await guest.getByLabel('Your name').fill('Pia Holm')
  await guest.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await guest.getByRole('button', { name: 'Join Seventh Chair' }).click()
  // Their own calendar is where they begin; the day, customers and calls of the whole salon are not theirs.
  await expect(guest).toHaveURL('/calendar')
  await expect(guest.getByText('Everybody')).toBeVisible()
  for (const name of ['Today', 'Customers', 'Calls', 'Messages', 'Waitlist', 'Import']) {
    await expect(guest.getByRole('link', { name, exact: true })).toHaveCount(0)
  }
  await guest.goto('/')
  await expect(guest).toHaveURL('/calendar')
  await expect(guest.getByRole('button', { name: 'New visit', exact: true })).toHaveCount(0)
  await guest.getByRole('link', { name: 'Team' }).first().click()
  await expect(guest.getByRole('heading', { name: 'Team', level: 1 })).toBeVisible()
  await expect(guest.getByRole('link', { name: 'Access' })).toHaveCount(0)
  await guest.goto('/team/access')
  await expect(guest.getByText('Only for managers and owners')).toBeVisible()
  found.push(...(await barriers(guest)))

  // A manager from the next request on; an owner stays above them.
  await page.reload()
  const members = page.getByRole('region', { name: 'People with access' })
  await members.getByRole('combobox', { name: 'Role of Pia Holm' }).click()
  await page.getByRole('option', { name: 'Manager' }).click()
  await expect(page.getByText('What Pia Holm may do is saved')).toBeVisible()
  await guest.reload()
  await expect(guest.getByRole('region', { name: 'People with access' })).toContainText(owner.name)
  await expect(guest.getByRole('button', { name: `Remove ${owner.name}` })).toHaveCount(0)
  await guest.getByRole('button', { name: 'Invite somebody' }).click()
  await guest.getByRole('combobox', { name: 'Role', exact: true }).click()
  await expect(guest.getByRole('option')).toHaveText(['Manager', 'Front desk', 'Stylist'])

  await page.setViewportSize({ width: 375, height: 740 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1360, height: 860 })
  await members.getByRole('button', { name: 'Remove Pia Holm' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Take away the access of Pia Holm?')
  found.push(...(await barriers(page)))
  await dialog.getByRole('button', { name: 'Take it away' }).click()
  await expect(members.getByText('Pia Holm')).toHaveCount(0)
  await guest.reload()
  await expect(guest.getByRole('heading', { name: 'Log in to Bolt' })).toBeVisible()
  expect(found).toEqual([])
})

test('who has an account joins another salon with it, and goes from one to the other', async ({ browser, request }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  const [host, guest] = [await signUp(request, 'Eighth Chair'), await signUp(request, 'Ninth Chair')]
  await enterPassword(page, host.email)
  await expectToday(page)
  await openAccess(page)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const form = page.getByRole('complementary', { name: 'Invite somebody' })
  await form.getByLabel('E-mail').fill(guest.email)
  await form.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: 'Front desk' }).click()
  await form.getByRole('button', { name: 'Send the invitation' }).click()
  const link = linkIn(await mailTo(guest.email, 'invites you to Eighth Chair'))

  // The owner of the one salon cannot take the invitation of the other's owner.
  await page.goto(link)
  await expect(page.getByText(`You are logged in as ${host.email}. This invitation is for ${guest.email}.`)).toBeVisible()
  const found = await barriers(page)
  await page.getByRole('button', { name: `Log out, and in as ${guest.email}` }).click()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in and join' }).click()
  await expectToday(page)
  const navigation = page.getByRole('banner')
  await expect(navigation.getByText('Eighth Chair')).toBeVisible()
  await expect(navigation.getByText('Front desk').last()).toBeVisible()

  await page.getByRole('link', { name: 'Customers' }).first().click()
  await page.getByRole('button', { name: `Account of ${guest.name}` }).click()
  const salons = page.getByRole('group', { name: 'Your salons' })
  await expect(salons.getByRole('button', { name: /Eighth Chair/ })).toBeDisabled()
  found.push(...(await barriers(page)))
  await salons.getByRole('button', { name: /Ninth Chair/ }).click()

  await expect(navigation.getByText('Ninth Chair')).toBeVisible()
  await expectToday(page)
  await page.reload()
  await expect(navigation.getByText('Ninth Chair')).toBeVisible()
  expect(found).toEqual([])
})

async function openAccess(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Team' }).first().click()
  await page.getByRole('navigation', { name: 'Team' }).getByRole('link', { name: 'Access' }).click()
  await expect(page.getByRole('region', { name: 'People with access' })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
}
