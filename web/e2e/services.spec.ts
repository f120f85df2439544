import { expect, test, type Page } from '@playwright/test'
import { logIn } from './logIn'

/** A name that no other run has used. */
const unique = (name: string) => `${name} ${Date.now().toString(36)}`

function sheet(page: Page, name: string) {
  return page.getByRole('complementary', { name, exact: true })
}

test('a service with parts is added, can be booked, and is taken out again', async ({ page }) => {
  const name = unique('Glossing')
  await logIn(page)
  await page.goto('/services')

  await page.getByRole('button', { name: 'New service' }).click()
  const form = sheet(page, 'New service')
  await form.getByLabel('Name').fill(name)
  await form.getByLabel('Category').fill('Colour')
  await form.getByLabel('Price in').fill('forty')
  await form.getByRole('button', { name: 'In parts' }).click()
  await form.getByLabel('Minutes of part 1').fill('22')
  await form.getByRole('group', { name: 'Who does it' }).getByRole('button').first().click()
  await form.getByRole('button', { name: 'Add service' }).click()
  await expect(form.getByText('Enter an amount such as 45 or 45.50.')).toBeVisible()
  await form.getByLabel('Price in').fill('45.50')
  await form.getByRole('button', { name: 'Add service' }).click()
  await expect(form.getByText('must be a multiple of 5')).toBeVisible()
  await form.getByLabel('Minutes of part 1').fill('25')
  // The basin is needed when it is rinsed, not while it is put on.
  await form.getByRole('group', { name: 'Equipment it needs' }).getByRole('button', { name: 'Wash basin' }).click()
  await form.getByRole('group', { name: 'When it needs Wash basin' }).getByRole('button', { name: 'Only in parts' }).click()
  await form.getByRole('button', { name: 'Add service' }).click()
  await expect(form.getByText('Choose the parts in which it is needed.')).toBeVisible()
  await form.getByRole('button', { name: '3. Finishing' }).click()
  await expect(form.getByText('The client is there for 1 h 15 min.')).toBeVisible()
  await form.getByRole('button', { name: 'Add service' }).click()
  await expect(form).toHaveCount(0)

  // It stands in its category, with its parts to scale.
  const row = page.getByRole('region', { name: 'Colour' }).getByRole('listitem').filter({ hasText: name })
  await expect(row).toContainText('$45.50')
  await expect(row.getByRole('img', { name: /Work 25 min, Processing 30 min, Finishing 20 min/ })).toBeVisible()

  await page.getByRole('button', { name: `Edit ${name}` }).click()
  await expect(sheet(page, 'Service').getByRole('button', { name: '3. Finishing' })).toHaveAttribute('aria-pressed', 'true')
  await expect(sheet(page, 'Service').getByRole('button', { name: '1. Work' })).toHaveAttribute('aria-pressed', 'false')

  // The calendar offers it, with free times.
  await page.goto('/calendar')
  await page.getByRole('button', { name: 'New visit', exact: true }).click()
  const visit = sheet(page, 'New visit')
  await visit.getByRole('combobox', { name: 'Service' }).click()
  await page.getByRole('option', { name }).click()
  const times = visit.getByRole('button', { name: /^\d{1,2}:\d\d\s[AP]M$/ })
  await expect(times.or(visit.getByRole('button', { name: /^Next free day/ })).first()).toBeVisible()

  await page.goto('/services')
  await page.getByRole('button', { name: `Edit ${name}` }).click()
  await sheet(page, 'Service').getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(page.getByText(`${name} is removed`)).toBeVisible()
  await expect(row).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Which services' }).click()
  await page.getByRole('option', { name: 'Removed' }).click()
  await page.getByRole('button', { name: `Edit ${name}` }).click()
  await expect(sheet(page, 'Service').getByRole('button', { name: 'Put back' })).toBeVisible()
})

test('equipment and an add-on are added', async ({ page }) => {
  const [basin, mask] = [unique('Basin'), unique('Mask')]
  await logIn(page)
  await page.goto('/services?view=equipment')
  await page.getByRole('button', { name: 'New equipment' }).click()
  await sheet(page, 'New equipment').getByLabel('Name').fill(basin)
  await sheet(page, 'New equipment').getByLabel('How many there are').fill('2')
  await sheet(page, 'New equipment').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: basin })).toContainText('2 units')

  await page.getByRole('button', { name: 'Add-ons' }).click()
  await page.getByRole('button', { name: 'New add-on' }).click()
  const form = sheet(page, 'New add-on')
  await form.getByLabel('Name').fill(mask)
  await form.getByLabel('Price it adds').fill('12')
  await form.getByRole('group', { name: 'Services it goes with' }).getByRole('button').first().click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: mask })).toContainText('$12')
})

test('a special day closes the salon and opens it again', async ({ page }) => {
  const note = unique('Stocktaking')
  await logIn(page)
  await page.goto('/settings/days')

  await page.getByRole('button', { name: 'Add a day' }).click()
  // So far ahead that nobody is booked then.
  await page.getByRole('combobox', { name: 'Day' }).click()
  for (let month = 0; month < 5; month++) await page.getByRole('button', { name: 'Next Month' }).click()
  await page.getByRole('gridcell').getByText('15', { exact: true }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByLabel('Hours, part 1 from').fill('10:00')
  await page.getByLabel('Hours, part 1 until').fill('10:00')
  await expect(page.getByText('The end must differ from the start.')).toBeVisible()
  await page.getByLabel('Hours, part 1 until').fill('14:00')
  await page.getByLabel('Note').fill(note)
  await page.getByRole('button', { name: 'Save day' }).click()

  const day = page.getByRole('listitem').filter({ hasText: note })
  await expect(day).toContainText('10:00 AM – 2:00 PM')
  await day.getByRole('button', { name: /^Edit/ }).click()
  await page.getByRole('button', { name: 'Closed', exact: true }).click()
  await page.getByRole('button', { name: 'Save day' }).click()
  await expect(day).toContainText('Closed')
  await day.getByRole('button', { name: /^Remove/ }).click()
  await expect(day).toHaveCount(0)
})

test('two weeks that take turns are set and undone', async ({ page }) => {
  await logIn(page)
  await page.goto('/settings/hours')
  await expect(page.getByLabel('Monday from')).toHaveValue('09:00')
  const friday = await page.getByLabel('Friday until').inputValue()

  await page.getByRole('button', { name: 'Weeks take turns' }).click()
  await expect(page.getByText(/^This week is Week [AB]\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'Add hours on Sunday' }).click()
  await page.getByLabel('Sunday from').fill('11:00')
  await page.getByLabel('Sunday until').fill('15:00')
  await page.getByRole('button', { name: 'Save hours' }).click()
  await expect(page.getByText('Opening hours are saved')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Sunday from')).toHaveValue('11:00')

  await page.getByRole('button', { name: 'Remove Sunday' }).click()
  await page.getByRole('button', { name: 'Same every week' }).click()
  await page.getByRole('button', { name: 'Save hours' }).click()
  await expect(page.getByText('Opening hours are saved').last()).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Friday until')).toHaveValue(friday)
  await expect(page.getByLabel('Sunday from')).toHaveCount(0)
})

test('rules for booking are kept', async ({ page }) => {
  await logIn(page)
  await page.goto('/settings/booking')
  const horizon = page.getByLabel('Book at most ahead')
  const before = await horizon.inputValue()
  await horizon.fill('1000')
  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.locator('#horizonDays-note')).toContainText('730')

  await horizon.fill(String(Number(before) - 1))
  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.getByText('Booking rules are saved')).toBeVisible()
  await page.reload()
  await expect(horizon).toHaveValue(String(Number(before) - 1))
  await horizon.fill(before)
  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.getByText('Booking rules are saved').last()).toBeVisible()
})
