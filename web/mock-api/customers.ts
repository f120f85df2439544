/** Customers of the make-believe salon: whoever has a visit. They can be looked at, not changed. */
import type { CustomerDetail, ListedCustomer } from '../src/api/types'
import type { Salon } from './salon'

export function customersOf(salon: Salon): ListedCustomer[] {
  const first = new Map(salon.appointments.map(({ customer }) => [customer.id, customer]))
  return [...first.values()].map((customer) => ({ ...profile(salon, customer), lastVisitAt: figuresOf(salon, customer.id).lastVisitAt }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

export function customerOf(salon: Salon, id: string | undefined): CustomerDetail | undefined {
  const customer = salon.appointments.find((visit) => visit.customer.id === id)?.customer
  return customer && { ...profile(salon, customer), figures: figuresOf(salon, customer.id) }
}

function profile(salon: Salon, { id, name, phone }: { id: string; name: string; phone: string | null }) {
  const since = salon.now().toISOString()
  return {
    id, name, phone, email: null, notes: null, preferences: null, preferredEmployeeId: null, marketingConsent: false,
    marketingConsentAt: null, isBlocked: false, isVip: false, createdAt: since, updatedAt: since, deletedAt: null, erasedAt: null, mergedIntoId: null,
  }
}

function figuresOf(salon: Salon, id: string): CustomerDetail['figures'] {
  const visits = salon.appointments.filter((visit) => visit.customer.id === id)
  const has = (status: string) => visits.filter((visit) => visit.status === status)
  const now = salon.now().toISOString()
  const starts = visits.filter(({ status }) => status !== 'CANCELLED' && status !== 'NO_SHOW').map(({ startsAt }) => startsAt).sort()
  const been = starts.filter((start) => start <= now)
  return {
    visits: visits.length, completed: has('COMPLETED').length, noShows: has('NO_SHOW').length, cancelled: has('CANCELLED').length,
    spentCents: has('COMPLETED').reduce((sum, { priceCents }) => sum + priceCents, 0),
    firstVisitAt: been[0] ?? null, lastVisitAt: been.at(-1) ?? null, nextVisitAt: starts.find((start) => start > now) ?? null,
  }
}
