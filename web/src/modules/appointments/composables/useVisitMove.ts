import { useToast } from 'primevue/usetoast'
import type { ToastMessageOptions } from 'primevue/toast'
import { computed, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData } from '@/api/client'
import { asApiError } from '@/api/error'
import type { Appointment, Slot } from '@/api/types'
import { useRole } from '@/modules/auth'
import { useSalon } from '@/modules/tenants'
import { alternativesOf } from '../alternatives'
import { useBookChanged } from './useBookChanged'

/** Where a visit is to go. */
export interface MoveTarget {
  startsAt: string
  /** `null`: whoever is free, the same person first. */
  employee: { id: string; name: string; color?: string } | null
}

/** A move that the server did not make, with what can be done instead. */
export interface RefusedMove {
  visit: Appointment
  target: MoveTarget
  message: string
  alternatives: Slot[]
}

/** The message of a move that was made; `undo` takes it back. */
export interface MovedMessage extends ToastMessageOptions {
  undo: () => Promise<unknown>
}

/** The toasts of moves stand apart from others, because they carry a button. */
export const MOVED = 'moved'

/**
 * Moves visits. A time that is not free becomes `refused`, with the server's reason; everything else that can happen is
 * said in a toast. While the server is asked, `moving` is the visit as it will be.
 */
export function useVisitMove() {
  const { t } = useI18n()
  const { clock } = useSalon()
  const { mayForce } = useRole()
  const toast = useToast()
  const bookChanged = useBookChanged()
  const moving = shallowRef<Appointment | null>(null)
  const refused = shallowRef<RefusedMove | null>(null)
  const isBusy = ref(false)

  async function move(visit: Appointment, target: MoveTarget, force = false): Promise<boolean> {
    isBusy.value = true
    refused.value = null
    moving.value = placed(visit, target)
    try {
      const moved = await send(visit, target, force)
      await bookChanged()
      sayMoved(visit, moved)
      return true
    } catch (thrown) {
      const error = asApiError(thrown)
      if (error.code === 'slot_taken') {
        refused.value = { visit, target, message: error.message, alternatives: alternativesOf(error) }
      } else if (error.code === 'stale_version') {
        toast.add({ severity: 'warn', summary: t('appointments.move.stale'), detail: t('appointments.move.staleHint'), life: 8_000 })
      } else {
        toast.add({ severity: 'error', summary: t('appointments.move.failed'), detail: error.message, life: 8_000 })
      }
      // Whatever stood in the way came from somebody else: show the book as it is.
      void bookChanged()
      return false
    } finally {
      moving.value = null
      isBusy.value = false
    }
  }

  function sayMoved(before: Appointment, moved: Appointment): void {
    const message: MovedMessage = {
      group: MOVED,
      severity: 'success',
      summary: t('appointments.actions.moved', { when: clock.value.dayAndTime(moved.startsAt) }),
      detail: before.employee.id === moved.employee.id ? undefined : t('appointments.move.nowWith', { name: moved.employee.name }),
      life: 10_000,
      // A visit that stood where it stood by force can only go back so.
      undo: () => move(moved, { startsAt: before.startsAt, employee: before.employee }, before.isForced && mayForce.value),
    }
    // One move can be taken back: the last.
    toast.removeGroup(MOVED)
    toast.add(message)
  }

  return {
    moving,
    refused,
    isBusy,
    mayForce: computed(() => mayForce.value),
    move,
    forget: () => (refused.value = null),
  }
}

function send(visit: Appointment, { startsAt, employee }: MoveTarget, force: boolean): Promise<Appointment> {
  return fetchData(
    client.POST('/api/appointments/{id}/move', {
      params: { path: { id: visit.id } },
      // A forced move has to name the person.
      body: { startsAt, employeeId: employee?.id ?? (force ? visit.employee.id : null), force, version: visit.version },
    }),
  )
}

/** The visit as it will be when it has been moved. */
function placed(visit: Appointment, { startsAt, employee }: MoveTarget): Appointment {
  const length = Date.parse(visit.endsAt) - Date.parse(visit.startsAt)
  return {
    ...visit,
    startsAt,
    endsAt: new Date(Date.parse(startsAt) + length).toISOString(),
    employee: { ...visit.employee, ...employee },
  }
}
