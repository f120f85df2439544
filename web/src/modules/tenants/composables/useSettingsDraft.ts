import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { client, fetchData } from '@/api/client'
import type { SalonSettings, VersionedSettings } from '@/api/types'
import { useSettings, useSettingsActions } from './useSalonSettings'

/**
 * A part of the settings while it is edited: `read` takes it out of them, `write` puts it back. The settings are one
 * document with a version, so of two who change it at once one is told, whichever parts they change.
 */
export function useSettingsDraft<Draft>(
  read: (settings: SalonSettings) => Draft,
  write: (draft: Draft, settings: SalonSettings) => SalonSettings,
  savedWords: () => string,
) {
  const { settings, error, pending, retry } = useSettings()
  const { isBusy, failure, canEdit, act } = useSettingsActions()

  /** The settings as they were read, and the part as it stands in the fields. */
  const kept = shallowRef<VersionedSettings | null>(null)
  const draft = ref(null) as Ref<Draft | null>
  const isChanged = computed(() => kept.value !== null && JSON.stringify(draft.value) !== JSON.stringify(read(kept.value.settings)))
  /** Somebody else was faster; what they saved is shown instead. */
  const isStale = ref(false)

  watch(settings, (given) => {
    // What is typed stays when the page asks again in the background.
    if (given && !isChanged.value) begin(given)
  }, { immediate: true })

  function begin(given: VersionedSettings): void {
    kept.value = given
    draft.value = read(given.settings)
  }

  function undo(): void {
    if (kept.value) begin(kept.value)
  }

  /** Whether it was saved. */
  async function save(): Promise<boolean> {
    if (kept.value === null || draft.value === null) return false
    const body = { version: kept.value.version, settings: write(draft.value, kept.value.settings) }
    const saved = await act(() => fetchData(client.PUT('/api/tenant/settings', { body })), savedWords)
    isStale.value = failure.value?.code === 'stale_version'
    if (saved) begin(saved)
    if (isStale.value) {
      await retry()
      if (settings.value) begin(settings.value)
    }
    return saved !== null
  }

  return { draft, isChanged, isStale, undo, save, error, pending, retry, isBusy, failure, canEdit }
}
