import { shallowRef } from 'vue'
import { client, fetchData, fetchNothing } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { Appointment, WaitlistEntry } from '@/api/types'
import { useBookChanged } from '@/modules/appointments'
import { useWaitlistChanged } from './useWaitlist'

interface ChosenTime {
  startsAt: string
  employeeId: string | null
}

/** What can become of somebody who waits. Each answers nothing when it failed, and says why in `failure`. */
export function useEntryChange() {
  const bookChanged = useBookChanged()
  const waitlistChanged = useWaitlistChanged()
  const failure = shallowRef<ApiError | null>(null)
  const isBusy = shallowRef(false)

  async function attempt<Done>(ask: () => Promise<Done>): Promise<Done | null> {
    failure.value = null
    isBusy.value = true
    try {
      return await ask()
    } catch (thrown) {
      failure.value = asApiError(thrown)
      return null
    } finally {
      isBusy.value = false
      // A refusal, too, says that something is not as this page shows it.
      void waitlistChanged()
    }
  }

  const offer = (id: string, body: ChosenTime): Promise<WaitlistEntry | null> =>
    attempt(() => fetchData(client.POST('/api/waitlist/{id}/offer', { params: { path: { id } }, body })))

  const book = async (id: string, body: ChosenTime): Promise<Appointment | null> => {
    const booked = await attempt(() => fetchData(client.POST('/api/waitlist/{id}/book', { params: { path: { id } }, body })))
    if (booked) void bookChanged()
    return booked
  }

  const leave = (id: string): Promise<true | null> =>
    attempt(() => fetchNothing(client.DELETE('/api/waitlist/{id}', { params: { path: { id } } })))

  return { failure, isBusy, offer, book, leave }
}
