import { ref } from 'vue'
import { client, fetchData } from '@/api/client'
import { asApiError } from '@/api/error'
import { useSession } from '../session'
import { useProblemWords } from './useProblemWords'

/** Has the link that confirms one's address sent once more. */
export function useResend() {
  const session = useSession()
  const words = useProblemWords()
  const isSending = ref(false)
  const isSent = ref(false)
  const failure = ref('')

  async function resend(): Promise<void> {
    isSending.value = true
    isSent.value = false
    failure.value = ''
    try {
      await fetchData(client.POST('/api/auth/email/resend'))
      isSent.value = true
    } catch (thrown) {
      const error = asApiError(thrown)
      // It was confirmed elsewhere meanwhile: what the dashboard knows is old.
      if (error.code === 'email_verified') await session.refresh().catch(() => undefined)
      else failure.value = words(error)
    } finally {
      isSending.value = false
    }
  }

  return { isSending, isSent, failure, resend }
}
