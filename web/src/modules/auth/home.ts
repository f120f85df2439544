import type { useSession } from './session'

type Member = NonNullable<ReturnType<typeof useSession>['member']>

/** The page to begin with: operators without a salon look after all, others without one are told how to get one. */
export function homeOf(member: Member): string {
  if (member.tenant !== null) return 'today'
  return member.user.isOperator ? 'operator' : 'no-salon'
}
