/** A visit as the server writes it, for tests that need one without a salon around it. */
import type { Appointment } from '../src/api/types'
import { toInstant } from './salonTime'

export function aVisit(given: Partial<Appointment> & { startsAt: string; minutes?: number }): Appointment {
  const { minutes = 30, ...facts } = given
  return {
    id: 'apt_1', endsAt: toInstant(Date.parse(given.startsAt) + minutes * 60_000), status: 'SCHEDULED', source: 'PHONE',
    priceCents: 6500, servicePriceCents: 6500, currency: 'USD', notes: null, employee: { id: 'emp_1', name: 'Maya', color: '#7c3aed' },
    service: { id: 'svc_1', name: 'Haircut' }, addOns: [], customer: { id: 'cus_1', name: 'Ava', phone: null }, callId: null, cancelReason: null,
    createdAt: '2026-11-01T12:00:00Z', visitId: null, seriesId: null, isForced: false, version: 1, ...facts,
  }
}
