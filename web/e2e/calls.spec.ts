import { expect, test } from '@playwright/test'
import { barriers } from './barriers'
import { logIn } from './logIn'
import { telephone } from './telephone'

test('a message after the tone is heard on its call, beside whom the caller was put through to and what it cost', async ({ page, request }) => {
  const line = telephone(request, '+12125550173')
  await line.ring()
  await line.say('could I speak to a person please')
  await line.nobodyAnswers()
  await line.leaveMessage(12)
  await line.hangUp()
  await logIn(page)

  // It is among what is to be seen to.
  await page.goto('/calls?followUp=open&search=2125550173')
  const row = page.getByRole('row').nth(1)
  await expect(row).toContainText('Voice message')
  await row.getByRole('link').click()

  const legs = page.getByRole('region', { name: 'Put through to' })
  await expect(legs).toContainText('No answer')
  await expect(page.getByText('Phone cost').locator('..')).toContainText('about $0.0085')
  const message = page.getByRole('region', { name: 'Voice message' })
  await expect(message).toContainText('0:12')
  await message.getByRole('button', { name: 'Listen' }).click()

  // It really plays, and to anywhere in it.
  const sound = message.locator('audio')
  await expect.poll(() => sound.evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(0)
  expect(await sound.evaluate((audio: HTMLAudioElement) => Math.round(audio.duration))).toBe(2)
  expect(await sound.evaluate((audio: HTMLAudioElement) => (audio.currentTime = 1.5))).toBe(1.5)
  expect(await barriers(page)).toEqual([])

  // That somebody listened can be read by those who look after the salon.
  await page.goto('/audit-log')
  await expect(page.getByRole('row').filter({ hasText: 'Listened' }).first()).toBeVisible()
})

test('sound that cannot be had says so, and is had when asked again', async ({ page, request }) => {
  const line = telephone(request, '+12125550174')
  await line.ring()
  await line.say('could I speak to a person please')
  await line.nobodyAnswers()
  await line.leaveMessage(5)
  await line.hangUp()
  await logIn(page)
  await page.goto('/calls?search=2125550174')
  await page.getByRole('row').nth(1).getByRole('link').click()
  const message = page.getByRole('region', { name: 'Voice message' })
  await page.route('**/voicemail', (route) => route.abort())

  await message.getByRole('button', { name: 'Listen' }).click()

  await expect(message.getByRole('alert')).toContainText('The server could not be reached.')
  await page.unroute('**/voicemail')
  await message.getByRole('button', { name: 'Listen' }).click()
  await expect(message.locator('audio')).toBeVisible()
})
