import { computed, shallowRef, watch } from 'vue'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { InvitationSeen } from '@/api/types'
import { useSession } from '../session'
import { useLinkSecret } from './useLinkSecret'

/** What the invitation says whose link has been followed, and to whom it says so. */
export function useInvitation() {
  const session = useSession()
  const token = useLinkSecret()
  const invitation = shallowRef<InvitationSeen | null>(null)
  const error = shallowRef<ApiError | null>(null)

  async function look(): Promise<void> {
    invitation.value = null
    error.value = null
    if (token.value === '') return
    try {
      const body = { token: token.value }
      // Who is logged in decides what the page offers.
      const [seen] = await Promise.all([fetchData(client.POST('/api/auth/invitations/look', { body })), session.restore()])
      invitation.value = seen
    } catch (thrown) {
      error.value = asApiError(thrown)
    }
  }

  watch(token, look, { immediate: true })

  const isLinkBad = computed(() => token.value === '' || error.value?.code === 'link_invalid')
  const pending = computed(() => invitation.value === null && error.value === null && !isLinkBad.value)
  return { token, invitation, error, pending, isLinkBad, retry: look }
}
