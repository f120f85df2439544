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
  /** All services of the visit, in order of time, where they move together; `startsAt` is then that of the first. */
  parts?: Appointment[]
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
 * said in a toast. While the server is asked, `moving` is the visit as it will be, or all its services that move together.
 */
export function useVisitMove() {
  const { t } = useI18n()
  const { clock } = useSalon()
  const { mayForce } = useRole()
  const toast = useToast()
  const bookChanged = useBookChanged()
  const moving = shallowRef<Appointment[]>([])
  const refused = shallowRef<RefusedMove | null>(null)
  const isBusy = ref(false)

  async function move(visit: Appointment, target: MoveTarget, force = false): Promise<boolean> {
    isBusy.value = true
    refused.value = null
    moving.value = placed(visit, target)
    try {
      const moved = await send(visit, target, force)
      await bookChanged()
      sayMoved(visit, target, moved)
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
      moving.value = []
      isBusy.value = false
    }
  }

  function sayMoved(before: Appointment, { parts, startsAt }: MoveTarget, moved: Appointment): void {
    const [first] = parts ?? []
    const back = { startsAt: first?.startsAt ?? before.startsAt, employee: before.employee }
    const message: MovedMessage = {
      group: MOVED,
      severity: 'success',
      summary: first
        ? t('appointments.whole.moved', { when: clock.value.dayAndTime(startsAt) })
        : t('appointments.actions.moved', { when: clock.value.dayAndTime(moved.startsAt) }),
      detail: before.employee.id === moved.employee.id ? undefined : t('appointments.move.nowWith', { name: moved.employee.name }),
      life: 10_000,
      // A visit that stood where it stood by force can only go back so.
      undo: () => move(moved, { ...back, parts: parts && placed(before, { ...back, startsAt, parts }) }, before.isForced && mayForce.value),
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

/** Another time instead of one that was refused, as the server has offered it. */
export function instead({ target }: RefusedMove, { startsAt, employees }: Slot): MoveTarget {
  // Of a whole visit a free time names who does its first service, which need not be the one that was dragged.
  return { ...target, startsAt, employee: target.parts ? target.employee : (employees[0] ?? null) }
}

function send(visit: Appointment, { startsAt, employee, parts }: MoveTarget, force: boolean): Promise<Appointment> {
  return fetchData(
    client.POST('/api/appointments/{id}/move', {
      params: { path: { id: visit.id } },
      // A forced move has to name the person.
      body: {
        startsAt, employeeId: employee?.id ?? (force ? visit.employee.id : null), force, version: visit.version,
        scope: parts ? 'VISIT' : 'THIS',
      },
    }),
  )
}

/** The visit, or all its services that move with it, as they will be when they have been moved. */
function placed(visit: Appointment, { startsAt, employee, parts = [visit] }: MoveTarget): Appointment[] {
  const later = Date.parse(startsAt) - Date.parse(parts[0]?.startsAt ?? visit.startsAt)
  const shifted = (instant: string) => new Date(Date.parse(instant) + later).toISOString()
  return parts.map((part) => ({
    ...part,
    startsAt: shifted(part.startsAt),
    endsAt: shifted(part.endsAt),
    employee: part.id === visit.id ? { ...part.employee, ...employee } : part.employee,
  }))
}
