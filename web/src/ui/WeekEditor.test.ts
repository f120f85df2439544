import { mount } from '@vue/test-utils'
import PrimeVue from 'primevue/config'
import { expect, test } from 'vitest'
import { h, ref } from 'vue'
import type { WeeklyHours } from '@/api/types'
import { i18n } from '@/i18n'
import WeekEditor from './WeekEditor.vue'

const monday: WeeklyHours = { weekday: 1, startsAt: '09:00', endsAt: '18:00', weeks: 'EVERY' }

/** The editor in a page that keeps what it emits. */
function edit(given: WeeklyHours[]) {
  const windows = ref(given)
  const keep = (value: WeeklyHours[]) => (windows.value = value)
  const page = () => h(WeekEditor, { today: '2026-03-10', modelValue: windows.value, 'onUpdate:modelValue': keep })
  const wrapper = mount(page, { global: { plugins: [PrimeVue, i18n] } })
  const press = (name: string) => wrapper.findAll('button').find((button) => (button.attributes('aria-label') ?? button.text()) === name)?.trigger('click')
  return { windows, wrapper, press }
}

test('a split shift is added, changed and taken away', async () => {
  const { windows, wrapper, press } = edit([{ ...monday, endsAt: '13:00' }])

  await press('Add hours on Monday')
  await wrapper.get('[aria-label="Monday, part 2 until"]').setValue('00:00')

  expect(windows.value).toEqual([{ ...monday, endsAt: '13:00' }, { ...monday, startsAt: '14:00', endsAt: '24:00' }])
  await press('Remove Monday')
  expect(windows.value).toEqual([{ ...monday, startsAt: '14:00', endsAt: '24:00' }])
})

test('two weeks begin alike and part when one is changed', async () => {
  const { windows, wrapper, press } = edit([monday])

  await press('Weeks take turns')
  expect(windows.value).toEqual([monday])
  expect(wrapper.text()).toContain('This week is Week B.')
  await wrapper.get('[aria-label="Monday until"]').setValue('12:00')

  expect(windows.value).toEqual([{ ...monday, weeks: 'A' }, { ...monday, endsAt: '12:00', weeks: 'B' }])
  await press('Same every week')
  expect(windows.value).toEqual([{ ...monday, endsAt: '12:00' }])
})

test('a window that overlaps another says so', async () => {
  const { wrapper } = edit([monday, { ...monday, startsAt: '17:00', endsAt: '20:00' }])

  expect(wrapper.get('[role="alert"]').text()).toBe('This overlaps other hours of the day.')
})
