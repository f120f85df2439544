export { useSalon } from './composables/useSalon'
export { useTenant } from './composables/useTenant'
export { default as SettingsLinks } from './components/SettingsLinks.vue'
