export { useSalon } from './composables/useSalon'
export { useSettingsDraft } from './composables/useSettingsDraft'
export { useTenant } from './composables/useTenant'
export { default as SettingsLinks } from './components/SettingsLinks.vue'
