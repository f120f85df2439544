import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * A list's filters, kept in the address: a reload, a bookmark and the back button find the same list again.
 * Changing a filter goes back to the first page.
 */
export function useQueryFilters<Name extends string>(names: readonly Name[]) {
  const route = useRoute()
  const router = useRouter()
  // Two filters set in the same tick must not overwrite each other.
  let coming: Record<string, string | undefined> | null = null

  function read(name: string): string | undefined {
    const value = route.query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  function write(changes: Record<string, string | undefined>): void {
    const isScheduled = coming !== null
    coming = { ...coming, ...changes }
    if (isScheduled) return
    queueMicrotask(() => {
      void router.replace({ query: { ...route.query, ...coming } })
      coming = null
    })
  }

  const filters = Object.fromEntries(
    names.map((name) => [
      name,
      computed({ get: () => read(name), set: (value) => write({ [name]: value || undefined, page: undefined }) }),
    ]),
  ) as Record<Name, WritableComputedRef<string | undefined>>

  const page = computed({
    get: () => Math.max(1, Number(read('page')) || 1),
    set: (value) => write({ page: value === 1 ? undefined : String(value) }),
  })
  const isFiltered = computed(() => names.some((name) => read(name) !== undefined))
  const clear = () => write(Object.fromEntries([...names, 'page'].map((name) => [name, undefined])))

  return { filters, page, isFiltered, clear }
}
