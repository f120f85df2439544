import { computed } from 'vue'
import type { Role } from '@/api/types'
import { isAtLeast as isRoleAtLeast } from './roles'
import { useSession } from './session'

/** What the person logged in may do. The server decides; pages only leave out what it would refuse. */
export function useRole() {
  const session = useSession()
  const isAtLeast = (role: Role) => {
    const own = session.member?.role ?? null
    return own !== null && isRoleAtLeast(own, role)
  }
  const mayChange = (role: Role) => computed(() => isAtLeast(role) && session.member?.readOnly === null)
  return {
    isAtLeast,
    /** The salon can only be looked at, by anybody. */
    isReadOnly: computed(() => session.member !== null && session.member.readOnly !== null),
    /** Books, moves, cancels, writes notes. */
    mayChangeBook: mayChange('FRONT_DESK'),
    /** Puts a visit over another, or outside the rules. */
    mayForce: mayChange('MANAGER'),
    /** Changes the team, the catalogue and the settings. */
    mayManage: mayChange('MANAGER'),
    /** Pays for the salon, one that is suspended too: paying is how it comes back. */
    mayPay: computed(() => isAtLeast('OWNER') && [null, 'SUSPENDED'].includes(session.member?.readOnly ?? null)),
  }
}
