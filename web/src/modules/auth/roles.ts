import type { Role } from '@/api/types'

/** Each may do what those before it may. */
export const ROLES: readonly Role[] = ['STYLIST', 'FRONT_DESK', 'MANAGER', 'OWNER']

/** Whether one role may do at least what the other may. */
export function isAtLeast(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(other)
}

/** What somebody may make others: nobody makes somebody more than they are themselves. The highest first. */
export function rolesWithin(own: Role): Role[] {
  return ROLES.filter((role) => isAtLeast(own, role)).reverse()
}
