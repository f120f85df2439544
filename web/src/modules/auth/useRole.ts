import { computed } from 'vue'
import type { Role } from '@/api/types'
import { useSession } from './session'

/** Each may do what those before it may. */
const ORDER: Role[] = ['STYLIST', 'FRONT_DESK', 'MANAGER', 'OWNER']

/** What the person logged in may do. The server decides; pages only leave out what it would refuse. */
export function useRole() {
  const session = useSession()
  const isAtLeast = (role: Role) => {
    const own = session.member?.role
    return own !== undefined && ORDER.indexOf(own) >= ORDER.indexOf(role)
  }
  return {
    isAtLeast,
    /** Books, moves, cancels, writes notes. */
    mayChangeBook: computed(() => isAtLeast('FRONT_DESK')),
    /** Puts a visit over another, or outside the rules. */
    mayForce: computed(() => isAtLeast('MANAGER')),
  }
}
