import { computed, ref, shallowRef, watch } from 'vue'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import { useSession } from '../session'
import { useLinkSecret } from './useLinkSecret'

/** Confirms the address whose link has been followed. */
export function useEmailVerification() {
  const session = useSession()
  const token = useLinkSecret()
  const email = ref<string | null>(null)
  const error = shallowRef<ApiError | null>(null)

  async function verify(): Promise<void> {
    error.value = null
    email.value = null
    if (token.value === '') return
    try {
      const body = { token: token.value }
      email.value = (await fetchData(client.POST('/api/auth/email/verify', { body }))).email
    } catch (thrown) {
      error.value = asApiError(thrown)
      return
    }
    // It is confirmed; that the dashboard cannot be told yet is no reason to say otherwise.
    if (session.isLoggedIn) await session.refresh().catch(() => undefined)
  }

  watch(token, verify, { immediate: true })

  const isLinkBad = computed(() => token.value === '' || error.value?.code === 'link_invalid')
  const pending = computed(() => email.value === null && error.value === null && !isLinkBad.value)
  return { email, error, pending, isLinkBad, retry: verify }
}
