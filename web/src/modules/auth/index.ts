export { useResend } from './composables/useResend'
export { OPERATOR_ROUTE } from './operator'
export { useSession } from './session'
export { useRole } from './useRole'
