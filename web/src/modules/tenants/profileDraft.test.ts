import { expect, test } from 'vitest'
import type { Tenant } from '@/api/types'
import { changesIn, currencies, draftOf, locales } from './profileDraft'

const salon: Tenant = {
  id: 'ten_1', name: 'Juniper & Co.', status: 'ACTIVE', timezone: 'America/New_York', currency: 'USD', locale: 'en-US', phoneNumber: '+12125550142',
  address: '218 Prince Street', country: 'US', forwardTo: '+12125550160', contactEmail: null, website: null, trialEndsAt: null,
}

test('a profile that nobody has touched is no change', () => {
  expect(changesIn(draftOf(salon), salon)).toEqual({})
  expect(changesIn({ ...draftOf(salon), name: ' Juniper & Co. ' }, salon)).toEqual({})
})

test('only what was changed is sent, and what was emptied is taken away', () => {
  const draft = { ...draftOf(salon), name: 'Juniper', address: '  ', website: 'https://juniper.example' }

  expect(changesIn(draft, salon)).toEqual({ name: 'Juniper', address: null, website: 'https://juniper.example' })
})

test('a number that is only shown in another way is none that was changed', () => {
  expect(draftOf(salon).forwardTo).toBe('(212) 555-0160')
  expect(changesIn({ ...draftOf(salon), forwardTo: '212 555 0161' }, salon)).toEqual({ forwardTo: '212 555 0161' })
})

test('the salon’s own language can be chosen, however rare', () => {
  expect(locales('is-IS')[0]).toEqual({ value: 'is-IS', label: 'Icelandic (Iceland)' })
  expect(locales('de-CH').filter(({ value }) => value === 'de-CH')).toHaveLength(1)
  expect(currencies().find(({ value }) => value === 'EUR')?.label).toBe('Euro (EUR)')
})
