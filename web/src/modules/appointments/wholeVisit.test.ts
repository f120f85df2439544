import { expect, test } from 'vitest'
import type { Appointment, AppointmentStatus } from '@/api/types'
import { movableParts, sameAgain, startOfWhole } from './wholeVisit'

function part(id: string, startsAt: string, status: AppointmentStatus = 'SCHEDULED'): Appointment {
  return { id, startsAt, status, service: { id: `svc_${id}`, name: id }, addOns: [], employee: { id: `emp_${id}`, name: id, color: '#000000' } } as unknown as Appointment
}

const cut = part('cut', '2026-12-01T15:00:00Z')
const colour = part('colour', '2026-12-01T15:45:00Z', 'CONFIRMED')

test('services move together while none of them has begun', () => {
  expect(movableParts([colour, cut]).map(({ id }) => id)).toEqual(['cut', 'colour'])
  expect(movableParts([cut, colour, part('gone', '2026-12-01T14:00:00Z', 'CANCELLED')])).toHaveLength(2)
  expect(movableParts([cut, part('gone', '2026-12-01T14:00:00Z', 'CANCELLED')])).toEqual([])
  expect(movableParts([part('begun', '2026-12-01T15:00:00Z', 'IN_PROGRESS'), colour])).toEqual([])
})

test('the first service starts as much later as the one that was dragged', () => {
  expect(startOfWhole([cut, colour], colour, '2026-12-02T16:45:00Z')).toBe('2026-12-02T16:00:00.000Z')
  expect(startOfWhole([cut, colour], cut, '2026-12-01T14:30:00Z')).toBe('2026-12-01T14:30:00.000Z')
})

test('the same is asked for again, by the same people or by anybody', () => {
  expect(sameAgain([cut, colour], true).map(({ employeeId }) => employeeId)).toEqual(['emp_cut', 'emp_colour'])
  expect(sameAgain([cut], false)).toEqual([{ serviceId: 'svc_cut', addOnIds: [], employeeId: null }])
})
