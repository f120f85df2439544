/** Figures of some days, counted from the make-believe salon's book and calls. */
import { http, HttpResponse, type HttpHandler } from 'msw'
import type { Appointment, CallOutcome } from '../src/api/types'
import { addDays } from '../src/ui/salonClock'
import { success, type Data, type Guard, type Schemas } from './answers'
import { clock, type CallRecord, type Salon } from './salon'

type Range = Schemas['ReportRange']

export function reportHandlers(salon: Salon, guarded: Guard): HttpHandler[] {
  const visitsIn = (from: string, to: string) => salon.appointments.filter(({ startsAt }) => isIn(clock.dateOf(startsAt), from, to))
  const callsIn = (from: string, to: string) => salon.calls.filter(({ startedAt }) => isIn(clock.dateOf(startedAt), from, to))
  const table = () => guarded(() => new HttpResponse('day,figure\r\n', { headers: { 'content-type': 'text/csv' } }))

  return [
    ...['calls', 'appointments', 'customers', 'revenue', 'receptionist'].map((what) => http.get(`*/api/reports/${what}.csv`, table())),
    http.get('*/api/reports/calls', guarded((request) => {
      const range = rangeOf(request, salon)
      const calls = callsIn(range.from, range.to)
      return success<Data<'/api/reports/calls', 'get'>>({
        range, totals: { ...outcomes(calls), seconds: seconds(calls) },
        previous: { ...outcomes(callsIn(range.previousFrom, range.previousTo)), seconds: 0 },
        byDay: days(range).map((date) => ({ date, ...outcomes(calls.filter(({ startedAt }) => clock.dateOf(startedAt) === date)) })),
        byHour: Array.from({ length: 24 }, (_, hour) => ({ hour, ...outcomes(calls.filter(({ startedAt }) => Math.floor(clock.minutesOf(startedAt) / 60) === hour)) })),
        byReason: groups(calls, ({ reason }) => reason).map(([reason, all]) => ({ reason, ...outcomes(all) })),
        byChannel: groups(calls, ({ channel }) => channel).map(([channel, all]) => ({ channel, ...outcomes(all) })),
      })
    })),
    http.get('*/api/reports/appointments', guarded((request) => {
      const range = rangeOf(request, salon)
      const visits = visitsIn(range.from, range.to)
      const totals = (all: Appointment[]) => ({
        ...split(all), byPhone: all.filter(({ source }) => source === 'PHONE').length, bookedMinutes: minutes(all), availableMinutes: Math.round(minutes(all) * 1.6),
        ledVisits: all.length, leadMinutes: all.length * 2_880,
      })
      return success<Data<'/api/reports/appointments', 'get'>>({
        range, totals: totals(visits), previous: totals(visitsIn(range.previousFrom, range.previousTo)),
        byDay: days(range).map((date) => ({ date, ...split(visits.filter(({ startsAt }) => clock.dateOf(startsAt) === date)) })),
        byService: salon.services.map(({ id, name }) => ({ id, name, ...split(visits.filter(({ service }) => service.id === id)) })).filter((one) => one.visits > 0),
        byEmployee: salon.employees.map(({ id, name }) => {
          const theirs = visits.filter(({ employee }) => employee.id === id)
          return { id, name, ...split(theirs), bookedMinutes: minutes(theirs), availableMinutes: Math.round(minutes(theirs) * 1.6) }
        }),
        leadTimes: [2, 24, 72, 168, null].map((underHours, nth) => ({ underHours, visits: Math.floor(visits.length / (nth + 3)) })),
      })
    })),
    http.get('*/api/reports/customers', guarded((request) => {
      const range = rangeOf(request, salon)
      const totals = (all: Appointment[]) => {
        const customers = new Set(all.map(({ customer }) => customer.id)).size
        const fresh = Math.floor(customers / 3)
        return { customers, new: fresh, returning: customers - fresh, served: customers, rebooked: Math.floor(customers / 2) }
      }
      return success<Data<'/api/reports/customers', 'get'>>({
        range, totals: totals(visitsIn(range.from, range.to)), previous: totals(visitsIn(range.previousFrom, range.previousTo)),
        byDay: days(range).map((date) => {
          const { new: fresh, returning } = totals(visitsIn(date, date))
          return { date, new: fresh, returning }
        }),
      })
    })),
    http.get('*/api/reports/revenue', guarded((request) => {
      const range = rangeOf(request, salon)
      const visits = visitsIn(range.from, range.to)
      const totals = (all: Appointment[]) => ({ ...money(all), visits: all.length, otherCurrencyVisits: 0 })
      return success<Data<'/api/reports/revenue', 'get'>>({
        range, currency: salon.tenant.currency, totals: totals(visits), previous: totals(visitsIn(range.previousFrom, range.previousTo)),
        byDay: days(range).map((date) => ({ date, ...money(visits.filter(({ startsAt }) => clock.dateOf(startsAt) === date)) })),
        byService: salon.services.map(({ id, name }) => ({ id, name, ...money(visits.filter(({ service }) => service.id === id)) })),
        byEmployee: salon.employees.map(({ id, name }) => ({ id, name, ...money(visits.filter(({ employee }) => employee.id === id)) })),
      })
    })),
    http.get('*/api/reports/receptionist', guarded((request) => {
      const range = rangeOf(request, salon)
      const byPhone = (from: string, to: string) => visitsIn(from, to).filter(({ source }) => source === 'PHONE')
      const totals = (from: string, to: string) => {
        const [visits, calls] = [byPhone(from, to), callsIn(from, to)]
        const { completedCents, expectedCents } = money(visits)
        return { visits: visits.length, completedCents, expectedCents, salonCents: sum(visitsIn(from, to), ({ priceCents }) => priceCents), calls: calls.length, seconds: seconds(calls), modelCostMicros: calls.length * 12_000 }
      }
      return success<Data<'/api/reports/receptionist', 'get'>>({
        range, currency: salon.tenant.currency, totals: totals(range.from, range.to), previous: totals(range.previousFrom, range.previousTo),
        byDay: days(range).map((date) => {
          const { completedCents, expectedCents, modelCostMicros } = totals(date, date)
          return { date, completedCents, expectedCents, modelCostMicros }
        }),
      })
    })),
  ]
}

function isIn(date: string, from: string, to: string): boolean {
  return from <= date && date <= to
}

function rangeOf(request: Request, salon: Salon): Range {
  const query = new URL(request.url).searchParams
  const to = query.get('to') ?? clock.dateOf(salon.now())
  const from = query.get('from') ?? addDays(to, -6)
  const length = days({ from, to }).length
  return { from, to, previousFrom: addDays(from, -length), previousTo: addDays(from, -1), timezone: salon.tenant.timezone }
}

function days({ from, to }: { from: string; to: string }): string[] {
  const all = []
  for (let date = from; date <= to; date = addDays(date, 1)) all.push(date)
  return all
}

function groups<Item, Key>(items: Item[], by: (item: Item) => Key): [Key, Item[]][] {
  const all = new Map<Key, Item[]>()
  for (const item of items) all.set(by(item), [...(all.get(by(item)) ?? []), item])
  return [...all].sort(([, a], [, b]) => b.length - a.length)
}

function sum<Item>(items: Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}

function split(visits: Appointment[]): Schemas['VisitSplit'] {
  const having = (...statuses: Appointment['status'][]) => visits.filter(({ status }) => statuses.includes(status)).length
  return {
    visits: visits.length, completed: having('COMPLETED'), upcoming: having('SCHEDULED', 'CONFIRMED', 'IN_PROGRESS'), cancelled: having('CANCELLED'), noShow: having('NO_SHOW'),
  }
}

function minutes(visits: Appointment[]): number {
  return sum(visits.filter(({ status }) => status !== 'CANCELLED'), ({ startsAt, endsAt }) => (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000)
}

function money(visits: Appointment[]) {
  const cents = (...statuses: Appointment['status'][]) => sum(visits.filter(({ status }) => statuses.includes(status)), ({ priceCents }) => priceCents)
  return {
    completedCents: cents('COMPLETED'), expectedCents: cents('SCHEDULED', 'CONFIRMED', 'IN_PROGRESS'), cancelledCents: cents('CANCELLED'), noShowCents: cents('NO_SHOW'),
  }
}

function outcomes(calls: CallRecord[]) {
  const having = (...all: CallOutcome[]) => calls.filter(({ outcome }) => outcome !== null && all.includes(outcome)).length
  return {
    calls: calls.length, booked: having('BOOKED'), moved: having('MOVED'), cancelled: having('CANCELLED'), answered: having('ANSWERED'),
    transferred: having('TRANSFERRED'), lost: having('UNRESOLVED'), inProgress: calls.filter(({ outcome }) => outcome === null).length,
  }
}

function seconds(calls: CallRecord[]): number {
  return sum(calls, ({ durationSeconds }) => durationSeconds ?? 0)
}
