import { describe, expect, test } from 'vitest'
import { countries, likelyCountry, timezones } from './whereabouts'

describe('the likely country', () => {
  test.each([
    ['Pacific/Auckland', ['en-US'], 'NZ'],
    ['Europe/Berlin', ['en-US', 'en'], 'DE'],
    ['America/New_York', ['de-DE', 'en'], 'US'],
    ['UTC', ['fr-CA', 'en'], 'CA'],
    ['UTC', ['en'], 'US'],
    ['UTC', ['no language at all'], 'US'],
  ])('of a clock in %s that speaks %j is %s', (zone, languages, country) => {
    expect(likelyCountry(zone, languages)).toBe(country)
  })
})

test('countries are there once each, by name', () => {
  const all = countries()

  expect(all.slice(0, 2)).toEqual([{ value: 'AF', label: 'Afghanistan' }, { value: 'AX', label: 'Åland Islands' }])
  expect(new Set(all.map(({ value }) => value)).size).toBe(all.length)
})

test('the browser’s own zone can be chosen whatever it is called', () => {
  expect(timezones('Etc/Somewhere')[0]).toEqual({ value: 'Etc/Somewhere', label: 'Etc/Somewhere' })
  expect(timezones('Europe/Berlin').filter(({ value }) => value === 'Europe/Berlin')).toHaveLength(1)
})
