import { expect, test } from 'vitest'
import { isAtLeast, rolesWithin } from './roles'

test('nobody can make somebody more than they are themselves', () => {
  expect(rolesWithin('OWNER')).toEqual(['OWNER', 'MANAGER', 'FRONT_DESK', 'STYLIST'])
  expect(rolesWithin('MANAGER')).toEqual(['MANAGER', 'FRONT_DESK', 'STYLIST'])
  expect(isAtLeast('FRONT_DESK', 'MANAGER')).toBe(false)
  expect(isAtLeast('MANAGER', 'MANAGER')).toBe(true)
})
