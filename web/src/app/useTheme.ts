import { usePreferredDark, useStorage } from '@vueuse/core'
import { computed, watchEffect } from 'vue'

export type ThemeChoice = 'system' | 'light' | 'dark'

/** Light or dark. The same key is read before the first paint, in public/theme.js. */
export function useTheme() {
  const choice = useStorage<ThemeChoice>('bolt.theme', 'system')
  const systemIsDark = usePreferredDark()
  const isDark = computed(() => choice.value === 'dark' || (choice.value === 'system' && systemIsDark.value))
  watchEffect(() => document.documentElement.classList.toggle('dark', isDark.value))
  return { choice, isDark }
}
