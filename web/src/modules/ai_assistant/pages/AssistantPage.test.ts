import type { VueWrapper } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import AssistantPage from './AssistantPage.vue'

const network = useFakeNetwork()
const saved = () => network.salon.settings.settings.aiAssistant

async function open() {
  const { wrapper } = await visit(AssistantPage, { at: '/assistant' })
  return wrapper
}

async function press(wrapper: VueWrapper, name: string): Promise<void> {
  const button = wrapper.findAll('button').find((one) => one.text() === name || one.attributes('aria-label') === name)
  if (!button) throw new Error(`no button ${name}`)
  await button.trigger('click')
  await settle()
}

async function save(wrapper: VueWrapper): Promise<void> {
  await wrapper.get('form[novalidate]').trigger('submit')
  await settle()
}

test('what is changed is saved with all that was not', async () => {
  network.salon.settings.settings.notifications.emailEnabled = false
  const wrapper = await open()

  await wrapper.get('#greeting').setValue('  Juniper, hello. ')
  await wrapper.get('#budget').setValue('25.50')
  await wrapper.get('#line-RELAY').setValue()
  await wrapper.get('#blocked-number').setValue('+1 212 555 0199')
  await save(wrapper)

  expect(saved()).toMatchObject({ greeting: 'Juniper, hello.', monthlyBudgetCents: 2_550, line: 'RELAY', blockedNumbers: ['+12125550199'], speech: 'NETWORK' })
  expect(network.salon.settings.settings.notifications.emailEnabled).toBe(false)
  expect(wrapper.text()).not.toContain('Not saved yet')
})

test('the order of providers is changed by buttons, which keep the focus', async () => {
  const wrapper = await open()
  await wrapper.get('#as-installed').setValue(false)
  await settle()

  await press(wrapper, 'Move Compatible server up')

  expect(document.activeElement?.getAttribute('aria-label')).toBe('Move Compatible server down')
  expect(wrapper.text()).toContain('Compatible server is number 1 now')
  await press(wrapper, 'Move Bolt’s own engine up')
  await save(wrapper)
  expect(saved().providers).toEqual(['COMPATIBLE', 'LOCAL'])
})

test('a suggested question is saved only with an answer', async () => {
  const wrapper = await open()
  await press(wrapper, 'Parking')
  await save(wrapper)
  expect(wrapper.text()).toContain('Enter the answer.')
  expect(document.activeElement?.id).toBe('knowledge-0-answer')
  expect(saved().knowledge).toEqual([])

  await wrapper.get('#knowledge-0-answer').setValue('Behind the house.')
  await save(wrapper)

  expect(saved().knowledge).toEqual([{ questions: ['Where can I park?', 'Is there parking nearby?'], answer: 'Behind the house.' }])
  expect(wrapper.findAll('button').map((button) => button.text())).not.toContain('Parking')
})

test('a number without its country is not blocked, and nothing is saved', async () => {
  const wrapper = await open()
  await wrapper.get('#blocked-number').setValue('212 555 0199')
  await wrapper.get('#greeting').setValue('Hello')
  await save(wrapper)

  expect(wrapper.text()).toContain('Enter a number with its country in front')
  expect(saved().greeting).toBeNull()
})

test('of two who change the settings at once, one is told and sees what the other saved', async () => {
  const wrapper = await open()
  await wrapper.get('#greeting').setValue('What I typed')
  const { settings } = structuredClone(network.salon.settings)
  network.salon.settings = { version: 2, settings: { ...settings, aiAssistant: { ...settings.aiAssistant, greeting: 'The other’s' } } }
  await save(wrapper)

  expect(wrapper.text()).toContain('Somebody else has changed these settings')
  expect((wrapper.get('#greeting').element as HTMLTextAreaElement).value).toBe('The other’s')
})

test('the front desk reads, and changes nothing', async () => {
  network.salon.role = 'FRONT_DESK'
  network.salon.settings.settings.aiAssistant.knowledge = [{ questions: ['Dogs?'], answer: 'In the yard.' }]
  const wrapper = await open()

  expect(wrapper.text()).toContain('Managers and owners can change this.')
  expect(wrapper.text()).toContain('In the yard.')
  expect(wrapper.findAll('button').map((button) => button.text())).not.toContain('Save')
  expect(wrapper.get('#greeting').element.matches(':disabled, fieldset[disabled] *')).toBe(true)
})

test('models are shown with how they fare, and with what they need', async () => {
  network.salon.models = [{ provider: 'OPENAI', name: 'openai', state: 'RESTING', until: '2026-11-24T14:00:30Z', failures: 2 }]
  network.salon.settings.settings.aiAssistant.monthlyBudgetCents = 500
  const wrapper = await open()

  const status = wrapper.get('section[aria-labelledby="provider-status"]').text()
  expect(status).toMatch(/OpenAI.*Rests until 9:00.*2 failures in a row.*Compatible server.*Not configured.*COMPATIBLE_BASE_URL/s)
  expect(status).toContain('$1.25 of $5 spent since')
})
