export { useSalon } from './composables/useSalon'
export { useTenant } from './composables/useTenant'
