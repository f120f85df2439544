export { useResend } from './composables/useResend'
export { homeOf } from './home'
export { useSession } from './session'
export { useRole } from './useRole'
