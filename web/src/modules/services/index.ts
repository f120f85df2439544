export { useServices } from './composables/useServices'
