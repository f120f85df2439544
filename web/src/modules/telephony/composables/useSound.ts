import { onScopeDispose, ref, shallowRef } from 'vue'
import { client } from '@/api/client'
import { asApiError, toApiError, type ApiError } from '@/api/error'

export type Sound = 'recording' | 'voicemail'

/**
 * The sound of a call, fetched when somebody wants to hear it: an audio element cannot show the log-in that it is behind,
 * and that somebody listens is written down.
 */
export function useSound(call: () => string, what: Sound) {
  const address = ref<string | null>(null)
  const isBusy = ref(false)
  const failure = shallowRef<ApiError | null>(null)

  async function fetchSound(): Promise<void> {
    isBusy.value = true
    failure.value = null
    try {
      const { data, error, response } = await client.GET(`/api/calls/{id}/${what}`, { params: { path: { id: call() } }, parseAs: 'blob' })
      if (data === undefined) throw toApiError(error, response)
      address.value = URL.createObjectURL(data as Blob)
    } catch (thrown) {
      failure.value = asApiError(thrown)
    } finally {
      isBusy.value = false
    }
  }

  onScopeDispose(() => {
    if (address.value !== null) URL.revokeObjectURL(address.value)
  })
  return { address, isBusy, failure, fetchSound }
}
