export { useEmployees } from './composables/useEmployees'
export { default as TeamLinks } from './components/TeamLinks.vue'
