import type { useSession } from './session'

type Member = NonNullable<ReturnType<typeof useSession>['member']>

/**
 * The page to begin with: stylists see their calendar, all others of a salon its day; operators without a salon look
 * after all, and others without one are told how to get one.
 */
export function homeOf(member: Member): string {
  if (member.tenant !== null) return member.role === 'STYLIST' ? 'calendar' : 'today'
  return member.user.isOperator ? 'operator' : 'no-salon'
}
