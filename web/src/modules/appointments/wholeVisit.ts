/**
 * A visit of several services as a whole: which of them move together, and where to.
 */
import type { Appointment, VisitPart } from '@/api/types'
import { isOpen } from './composables/useVisitActions'

/** The services that still take time, in order of it: those called off stay where they were. */
function standing(parts: Appointment[]): Appointment[] {
  return parts
    .filter(({ status }) => status !== 'CANCELLED' && status !== 'NO_SHOW')
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
}

/** The services that can only be moved together or one by one, in order of time; none where one of them is under way. */
export function movableParts(parts: Appointment[]): Appointment[] {
  const all = standing(parts)
  return all.length > 1 && all.every(({ status }) => isOpen(status)) ? all : []
}

/** When the first service starts, if this one is to start then and the whole visit moves with it. */
export function startOfWhole(parts: Appointment[], visit: Appointment, startsAt: string): string {
  const first = parts[0] ?? visit
  return new Date(Date.parse(first.startsAt) + Date.parse(startsAt) - Date.parse(visit.startsAt)).toISOString()
}

/** The same services again, with the same people or with whoever is free. */
export function sameAgain(parts: Appointment[], withSamePeople: boolean): VisitPart[] {
  return parts.map((part) => ({
    serviceId: part.service.id,
    addOnIds: part.addOns.map(({ id }) => id),
    employeeId: withSamePeople ? part.employee.id : null,
  }))
}
