import { useEventListener } from '@vueuse/core'
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import { useNavigation } from './useNavigation'

/** Keys that work on every page: "g" and a letter to go somewhere, "/" to search, "?" for help. */
export function useShortcuts() {
  const router = useRouter()
  const navigation = useNavigation()
  const isHelpOpen = ref(false)
  let goUntil = 0

  useEventListener(document, 'keydown', (event) => {
    if (!isPlainKey(event)) return
    const entry = event.timeStamp < goUntil && navigation.value.find((candidate) => candidate.key === event.key)
    goUntil = event.key === 'g' ? event.timeStamp + 1_500 : 0
    if (entry) {
      event.preventDefault()
      void router.push({ name: entry.to })
    } else if (event.key === '?') {
      isHelpOpen.value = true
    } else if (event.key === '/') {
      const field = document.querySelector<HTMLElement>('[data-search]')
      if (field) event.preventDefault()
      field?.focus()
    }
  })

  return { isHelpOpen }
}

/** A key meant for the page: no modifier held, not typed into a field, no dialog open. */
export function isPlainKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const target = event.target instanceof HTMLElement ? event.target : null
  if (target?.closest('input, textarea, select, [contenteditable], [role="combobox"], [role="dialog"]')) return false
  return document.querySelector('[aria-modal="true"], .p-datepicker-panel, .p-select-overlay') === null
}
