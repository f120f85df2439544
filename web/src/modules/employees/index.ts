export { useEmployees } from './composables/useEmployees'
