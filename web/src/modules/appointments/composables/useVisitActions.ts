import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData } from '@/api/client'
import { asApiError } from '@/api/error'
import type { Appointment, AppointmentStatus, CancelScope } from '@/api/types'
import { useBookChanged } from './useBookChanged'

/** Statuses to which staff can set a visit by one click, by the status it has. Calling off asks for a reason first. */
const NEXT: Record<AppointmentStatus, AppointmentStatus[]> = {
  SCHEDULED: ['CONFIRMED', 'IN_PROGRESS', 'COMPLETED', 'NO_SHOW'],
  CONFIRMED: ['IN_PROGRESS', 'COMPLETED', 'NO_SHOW'],
  IN_PROGRESS: ['COMPLETED'],
  COMPLETED: [],
  CANCELLED: [],
  NO_SHOW: [],
}

export function nextStatuses(status: AppointmentStatus): AppointmentStatus[] {
  return NEXT[status]
}

/** Whether a visit can still be cancelled or moved. */
export function isOpen(status: AppointmentStatus): boolean {
  return status === 'SCHEDULED' || status === 'CONFIRMED'
}

/** What staff do with a visit, but for moving it. Each action says how it went, and refreshes whatever shows visits. */
export function useVisitActions() {
  const { t } = useI18n()
  const toast = useToast()
  const bookChanged = useBookChanged()
  const cache = useQueryCache()
  const isBusy = ref(false)

  async function act(work: () => Promise<Appointment>, words: (changed: Appointment) => string): Promise<boolean> {
    isBusy.value = true
    try {
      const changed = await work()
      toast.add({ severity: 'success', summary: words(changed), life: 3_000 })
      return true
    } catch (thrown) {
      const error = asApiError(thrown)
      toast.add({ severity: 'error', summary: t('appointments.actions.failed'), detail: error.message, life: 6_000 })
      return false
    } finally {
      isBusy.value = false
      // Also after a failure: it usually means that somebody else was faster.
      void bookChanged()
      void cache.invalidateQueries({ key: ['notifications'] })
    }
  }

  return {
    isBusy,
    setStatus: (id: string, status: AppointmentStatus) =>
      act(
        () => fetchData(client.POST('/api/appointments/{id}/status', { params: { path: { id } }, body: { status } })),
        (visit) => t('appointments.actions.changed', { status: t(`appointments.status.${visit.status}`) }),
      ),
    cancel: (id: string, reason: string | null, scope: CancelScope) =>
      act(
        () => fetchData(client.POST('/api/appointments/{id}/cancel', { params: { path: { id } }, body: { reason, scope } })),
        () => t(`appointments.cancel.done.${scope}`),
      ),
    writeNotes: (id: string, notes: string) =>
      act(
        () => fetchData(client.PATCH('/api/appointments/{id}', { params: { path: { id } }, body: { notes } })),
        () => t('appointments.notes.saved'),
      ),
  }
}
