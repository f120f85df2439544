import { expect, test } from 'vitest'
import type { SalonSettings } from '@/api/types'
import { minutesOf, readMessages, writeMessages } from './messageDraft'

const given: SalonSettings['notifications'] = {
  smsEnabled: true, emailEnabled: false, reminderMinutes: [1440, 90], quietHours: { fromMinute: 21 * 60 + 30, toMinute: 8 * 60 },
  reviewRequests: { enabled: true, link: 'https://example.com/r', hoursAfter: 3 }, missedCallTexts: true,
}

test('what is read and not changed is written as it was', () => {
  expect(readMessages(given)).toMatchObject({ reminders: '24, 1.5', quietFrom: '21:30', quietTo: '08:00' })
  expect(writeMessages(readMessages(given))).toEqual(given)
  const without = { ...given, quietHours: null, reminderMinutes: [] }
  expect(writeMessages(readMessages(without))).toEqual(without)
})

test.each([
  ['24, 2', [1440, 120]],
  ['0.25', [15]],
  ['', []],
  ['2,', [120]],
  ['0', null],
  ['soon', null],
  ['337', null],
  ['1, 2, 3, 4, 5, 6', null],
])('%s is %j minutes before a visit', (typed, minutes) => expect(minutesOf(typed)).toEqual(minutes))
