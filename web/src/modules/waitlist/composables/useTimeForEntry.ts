import { computed, reactive, shallowRef, watch } from 'vue'
import type { Slot, VisitPart, WaitlistEntry } from '@/api/types'
import { alternativesOf } from '@/modules/appointments/alternatives'
import { useEmployees } from '@/modules/employees'
import { useServices } from '@/modules/services'
import type { SalonDate } from '@/ui/salonClock'
import { firstUsefulDay, suits } from '../waiting'
import { useEntryChange } from './useEntryChange'

/** A time that is being chosen for somebody who waits, to be offered to them or booked. */
export function useTimeForEntry(entry: WaitlistEntry, today: SalonDate) {
  const { services } = useServices()
  const { employees } = useEmployees()
  const change = useEntryChange()

  const time = reactive({ date: firstUsefulDay(entry, today), employeeId: entry.employeeId })
  const slot = shallowRef<Slot | null>(null)

  const stylists = computed(() => {
    const service = services.value.find((candidate) => candidate.id === entry.serviceId)
    return employees.value.filter((employee) => employee.isActive && service?.employeeIds.includes(employee.id))
  })
  const parts = computed<VisitPart[]>(() => [{ serviceId: entry.serviceId, addOnIds: entry.addOnIds, employeeId: time.employeeId }])
  /** Other times that the server offered when the chosen one was taken. */
  const alternatives = computed(() => alternativesOf(change.failure.value))
  /** Chosen although they did not ask for it. */
  const isUnasked = computed(() => slot.value !== null && !suits(slot.value.local, entry))

  watch(slot, (chosen) => {
    if (chosen) change.failure.value = null
  })

  function choose(alternative: Slot): void {
    time.date = alternative.local.slice(0, 10)
    slot.value = alternative
  }

  /** Left open, the server looks for whoever they asked for; a person who is free instead has to be named. */
  const wanted = () => ({
    startsAt: slot.value?.startsAt ?? '',
    employeeId: time.employeeId ?? (entry.employeeId === null ? null : (slot.value?.employees[0]?.id ?? null)),
  })
  const offer = () => unlessTaken(change.offer(entry.id, wanted()))
  const book = () => unlessTaken(change.book(entry.id, wanted()))

  async function unlessTaken<Done>(asked: Promise<Done | null>): Promise<Done | null> {
    const done = await asked
    if (done === null && change.failure.value?.code === 'slot_taken') slot.value = null
    return done
  }

  return { time, slot, stylists, parts, isUnasked, alternatives, failure: change.failure, isBusy: change.isBusy, choose, offer, book }
}
