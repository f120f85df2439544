export { useSession } from './session'
export { useRole } from './useRole'
