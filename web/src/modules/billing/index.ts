export { useBilling } from './composables/useBilling'
