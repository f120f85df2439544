import { describe, expect, test } from 'vitest'
import { changeOf, fieldsOf, profileOf } from './profile'

const dana = fieldsOf({
  name: 'Dana Whitlock', phone: '+13475550151', email: null, notes: 'likes tea', preferences: null, preferredEmployeeId: null,
  marketingConsent: false, isBlocked: false, isVip: false,
})

describe('a profile', () => {
  test('has nothing where nothing was typed', () => {
    expect(profileOf({ ...fieldsOf(null), name: ' Dana ' })).toEqual({
      name: 'Dana', phone: null, email: null, notes: null, preferences: null, preferredEmployeeId: null, marketingConsent: false,
      isBlocked: false, isVip: false,
    })
  })

  test('is changed only where somebody has changed it', () => {
    expect(changeOf(dana, dana)).toEqual({})
    expect(changeOf(dana, { ...dana, name: 'Dana Whitlock ', notes: 'likes tea\n' })).toEqual({})
    expect(changeOf(dana, { ...dana, notes: '', isBlocked: true, isVip: true, email: 'd@example.com' })).toEqual({
      notes: null, isBlocked: true, isVip: true, email: 'd@example.com',
    })
  })
})
