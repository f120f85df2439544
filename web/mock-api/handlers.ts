/**
 * The fake network: the dashboard's API answered from a make-believe salon. It serves `npm run dev:mock` and the
 * tests, and nothing else in this folder's neighbourhood fakes anything. Bodies are typed by the generated schema.
 */
import { delay, http, HttpResponse, type HttpHandler } from 'msw'
import type { Appointment, AppointmentStatus, CallDetail, WaitlistEntry } from '../src/api/types'
import { addDays, minutesOfWallTime } from '../src/ui/salonClock'
import { accountHandlers, CREDENTIALS, TOKEN } from './accounts'
import { failure, page, success, type Data, type Guard, type Schemas } from './answers'
import { billingHandlers } from './billing'
import { customerOf, customersOf } from './customers'
import { jobHandlers } from './jobs'
import { messageHandlers } from './messages'
import { numberHandlers } from './numbers'
import { endCall, startCall, takeTurn } from './receptionist'
import { reportHandlers } from './reports'
import { addVisit, clock, freeSlots, id, isTaken, lengthOf, note, notify, soundless, waitFor, type CallRecord, type Salon } from './salon'
import { instantAt, toInstant } from './salonTime'

export { CREDENTIALS, failure }

export function handlersFor(salon: Salon, options: { latency?: number } = {}): HttpHandler[] {
  /** A handler that wants the token, as the server does. */
  const guarded: Guard = (answer) =>
    async ({ request, params }) => {
      if (options.latency) await delay(options.latency)
      if (request.headers.get('authorization') !== `Bearer ${TOKEN}`) return failure(401, 'unauthenticated', 'Please log in.')
      return answer(request, params as Record<string, string>)
    }

  const findVisit = (visitId: string | undefined) => salon.appointments.find((visit) => visit.id === visitId)
  const change = (visit: Appointment | undefined, allowed: AppointmentStatus[], apply: (visit: Appointment) => Response | void) => {
    if (!visit) return failure(404, 'not_found', 'There is no such appointment.')
    if (!allowed.includes(visit.status)) return failure(409, 'invalid_transition', `A visit that is ${visit.status} cannot be changed like this.`)
    const refusal = apply(visit)
    if (!refusal) visit.version += 1
    return refusal ?? success<Data<'/api/appointments/{id}/cancel', 'post'>>(visit)
  }

  const partsOf = (visit: Appointment | undefined) =>
    salon.appointments
      .filter((part) => visit && part.visitId !== null && part.visitId === visit.visitId && part.status !== 'CANCELLED')
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
  /** All services keep their people and their distance from the first. */
  const moveWhole = (visitId: string | undefined, parts: Appointment[], startsAt: string) =>
    change(findVisit(visitId), ['SCHEDULED', 'CONFIRMED'], (visit) => {
      const later = Date.parse(startsAt) - Date.parse(parts[0]?.startsAt ?? startsAt)
      for (const part of parts) {
        const [from, to] = [part.startsAt, toInstant(Date.parse(part.startsAt) + later)]
        note(salon, part, 'MOVED', { startsAt: { from, to } })
        Object.assign(part, { startsAt: to, endsAt: toInstant(Date.parse(part.endsAt) + later) })
      }
      notify(salon, visit, 'BOOKING_MOVED')
    })

  return [
    ...accountHandlers(salon, guarded),
    ...billingHandlers(salon, guarded),
    ...jobHandlers(salon, guarded),
    ...messageHandlers(salon, guarded),
    ...reportHandlers(salon, guarded),
    // Looked at in the browser tests only: here they are empty.
    ...['webhooks', 'webhook-deliveries', 'audit-log', 'ai-assistant/rehearsals'].map((list) => http.get(`*/api/${list}`, guarded((request) => page(request, [])))),
    ...numberHandlers(salon, guarded),
    http.get('*/api/tenant', guarded(() => success<Data<'/api/tenant', 'get'>>(salon.tenant))),
    http.get('*/api/tenant/settings', guarded(() => success<Data<'/api/tenant/settings', 'get'>>(salon.settings))),
    http.put('*/api/tenant/settings', guarded(async (request) => {
      const { version, settings } = (await request.json()) as Schemas['NewSettings']
      if (version !== salon.settings.version) return failure(409, 'stale_version', 'the settings have changed since you read them')
      salon.settings = { version: version + 1, settings }
      return success<Data<'/api/tenant/settings', 'put'>>(salon.settings)
    })),
    http.get('*/api/ai-assistant/providers', guarded(() => success<Data<'/api/ai-assistant/providers', 'get'>>({
      models: salon.models, since: salon.now().toISOString(), spentMicros: 1_250_000,
      monthlyBudgetCents: salon.settings.settings.aiAssistant.monthlyBudgetCents,
    }))),
    http.get('*/api/employees', guarded((request) => page(request, salon.employees))),
    http.get('*/api/employees/:id/:list', guarded((request) => page(request, []))),
    http.get('*/api/employees/:id', guarded((_, params) => {
      const employee = salon.employees.find((candidate) => candidate.id === params.id)
      return employee ? success<Data<'/api/employees/{id}', 'get'>>(employee) : failure(404, 'not_found', 'There is no such employee.')
    })),
    http.get('*/api/services', guarded((request) => page(request, new URL(request.url).searchParams.get('deleted') ? [] : salon.services))),
    http.get('*/api/services/:id', guarded((_, params) => {
      const service = salon.services.find((candidate) => candidate.id === params.id)
      return service ? success<Data<'/api/services/{id}', 'get'>>({ ...service, futureVisits: 0 }) : failure(404, 'not_found', 'There is no such service.')
    })),
    http.get('*/api/add-ons', guarded((request) => {
      const all = new Map(salon.services.flatMap((service) => service.addOns).map((addOn) => [addOn.id, addOn]))
      const withIt = (id: string) => salon.services.filter((service) => service.addOnIds.includes(id)).map((service) => service.id)
      return page(request, [...all.values()].map((addOn) => ({ ...addOn, isActive: true, isDeleted: false, position: 0, serviceIds: withIt(addOn.id) })))
    })),
    http.get('*/api/resources', guarded((request) => page(request, []))),
    // The weekly hours have to do.
    http.get('*/api/tenant/working-days', guarded(() => success<Data<'/api/tenant/working-days', 'get'>>([]))),
    http.get('*/api/tenant/overrides', guarded((request) => page(request, []))),
    http.get('*/api/tenant/holidays', guarded((request) => {
      const year = Number(new URL(request.url).searchParams.get('year') ?? '2026')
      return success<Data<'/api/tenant/holidays', 'get'>>({ year, country: 'US', observesHolidays: false, keptHolidays: [], holidays: [] })
    })),
    http.get('*/api/tenant/booking-rules', guarded(() => success<Data<'/api/tenant/booking-rules', 'get'>>({
      slotStepMinutes: 15, noticeMinutes: 60, horizonDays: 90, cancelCutoffMinutes: 0, holdSeconds: 120, maxWaitMinutes: 15, waitlistOfferMinutes: 30,
    }))),

    http.get('*/api/customers', guarded((request) => {
      const search = new URL(request.url).searchParams.get('search')?.toLowerCase() ?? ''
      return page(request, customersOf(salon).filter(({ name, phone }) => `${name} ${phone}`.toLowerCase().includes(search)))
    })),
    http.get('*/api/customers/duplicates', guarded((request) => page(request, []))),
    http.get('*/api/customers/:id', guarded((_, params) => {
      const customer = customerOf(salon, params.id)
      return customer ? success<Data<'/api/customers/{id}', 'get'>>(customer) : failure(404, 'not_found', 'There is no such customer.')
    })),

    http.get('*/api/appointments', guarded((request) => {
      const query = new URL(request.url).searchParams
      const [from, to, search] = [query.get('from'), query.get('to'), query.get('search')?.toLowerCase()]
      const matching = salon.appointments
        .filter((visit) => from === null || clock.dateOf(visit.startsAt) >= from)
        .filter((visit) => to === null || clock.dateOf(visit.startsAt) <= to)
        .filter((visit) => !query.get('status') || visit.status === query.get('status'))
        .filter((visit) => !query.get('employeeId') || visit.employee.id === query.get('employeeId'))
        .filter((visit) => !query.get('serviceId') || visit.service.id === query.get('serviceId'))
        .filter((visit) => !query.get('visitId') || visit.visitId === query.get('visitId'))
        .filter((visit) => !query.get('customerId') || visit.customer.id === query.get('customerId'))
        .filter((visit) => !search || `${visit.customer.name} ${visit.customer.phone}`.toLowerCase().includes(search))
      const sort = query.get('sort') ?? 'startsAt'
      const by = (visit: Appointment) => (sort.endsWith('createdAt') ? Date.parse(visit.createdAt) : sort.endsWith('priceCents') ? visit.priceCents : Date.parse(visit.startsAt))
      matching.sort((a, b) => (by(a) - by(b)) * (sort.startsWith('-') ? -1 : 1))
      return page(request, matching)
    })),
    http.get('*/api/appointments/:id', guarded((_, params) => {
      const visit = findVisit(params.id)
      if (!visit) return failure(404, 'not_found', 'There is no such appointment.')
      const notifications = salon.notifications.filter((message) => message.appointmentId === visit.id)
      return success<Data<'/api/appointments/{id}', 'get'>>({ ...visit, notifications })
    })),
    http.get('*/api/appointments/:id/history', guarded((_, params) =>
      success<Data<'/api/appointments/{id}/history', 'get'>>(salon.history.get(params.id ?? '') ?? []))),
    http.patch('*/api/appointments/:id', guarded(async (request, params) => {
      const { notes } = (await request.json()) as Schemas['AppointmentChange']
      const visit = findVisit(params.id)
      if (!visit) return failure(404, 'not_found', 'There is no such appointment.')
      note(salon, visit, 'NOTES', { notes: { from: visit.notes, to: notes || null } })
      Object.assign(visit, { notes: notes || null, version: visit.version + 1 })
      return success<Data<'/api/appointments/{id}', 'patch'>>(visit)
    })),
    http.post('*/api/appointments', guarded(async (request) => {
      const body = (await request.json()) as Schemas['NewAppointment']
      const booked = book(salon, body, { parts: [body] })
      if (!Array.isArray(booked)) return booked
      return success<Data<'/api/appointments', 'post'>>(booked[0] as Appointment, 201)
    })),
    http.post('*/api/appointments/visits', guarded(async (request) => {
      const body = (await request.json()) as Schemas['NewVisit']
      const booked = book(salon, body, { parts: body.parts, visitId: id('vis') })
      return Array.isArray(booked) ? success<Data<'/api/appointments/visits', 'post'>>(booked, 201) : booked
    })),
    http.post('*/api/appointments/series', guarded(async (request) => {
      const { first, everyWeeks, count, onConflict } = (await request.json()) as Schemas['NewSeries']
      const seriesId = id('ser')
      const [date, minutes] = [clock.dateOf(first.startsAt), clock.minutesOf(first.startsAt)]
      const dates = Array.from({ length: count }, (_, nth) => instantAt(addDays(date, nth * everyWeeks * 7), minutes, salon.tenant.timezone))
      const results = dates.map((startsAt) => ({ startsAt, booked: book(salon, { ...first, startsAt }, { parts: [first], seriesId }) }))
      const booked = results.flatMap((result) => (Array.isArray(result.booked) ? result.booked : []))
      const skipped = results
        .filter((result) => !Array.isArray(result.booked))
        .map(({ startsAt }) => ({ startsAt, reason: 'busy', message: 'it is already taken' }))
      if (booked.length === 0 || (skipped.length > 0 && onConflict !== 'SKIP')) {
        salon.appointments = salon.appointments.filter((visit) => !booked.includes(visit))
        return failure(409, 'slot_taken', 'Some of the dates are not free; nothing was booked', undefined, { skipped })
      }
      return success<Data<'/api/appointments/series', 'post'>>({ id: seriesId, booked, skipped }, 201)
    })),
    http.post('*/api/appointments/:id/cancel', guarded(async (request, params) => {
      const { reason, scope } = (await request.json()) as Schemas['Cancellation']
      return change(findVisit(params.id), ['SCHEDULED', 'CONFIRMED'], (visit) => {
        const goesWith = (other: Appointment) =>
          (scope === 'VISIT' && other.visitId !== null && other.visitId === visit.visitId) ||
          (scope === 'FOLLOWING' && other.seriesId !== null && other.seriesId === visit.seriesId && other.startsAt > visit.startsAt)
        for (const one of [visit, ...salon.appointments.filter((other) => other !== visit && goesWith(other))]) {
          note(salon, one, 'STATUS', { status: { from: one.status, to: 'CANCELLED' }, ...(reason && { reason: { to: reason } }) })
          Object.assign(one, { status: 'CANCELLED', cancelReason: reason ?? null })
          notify(salon, one, 'BOOKING_CANCELLED')
        }
      })
    })),
    http.post('*/api/appointments/:id/move', guarded(async (request, params) => {
      const { startsAt, employeeId, version, force, scope } = (await request.json()) as Schemas['Move']
      const parts = scope === 'VISIT' ? partsOf(findVisit(params.id)) : []
      if (parts.length > 1) return moveWhole(params.id, parts, startsAt)
      return change(findVisit(params.id), ['SCHEDULED', 'CONFIRMED'], (visit) => {
        if (typeof version === 'number' && version !== visit.version) return failure(409, 'stale_version', 'the appointment has changed since you read it')
        const employee = salon.employees.find((candidate) => candidate.id === (employeeId ?? visit.employee.id))
        if (!employee) return failure(404, 'not_found', 'There is no such employee.')
        const length = (Date.parse(visit.endsAt) - Date.parse(visit.startsAt)) / 60_000
        if (!force && isTaken(salon, employee.id, startsAt, length, visit.id)) {
          const service = salon.services.find((candidate) => candidate.id === visit.service.id)
          const date = clock.dateOf(startsAt)
          const alternatives = service ? freeSlots(salon, { service, addOns: visit.addOns, from: date, to: addDays(date, 3) }).slice(0, 6) : []
          return failure(409, 'slot_taken', 'this time is not free: it is already taken', undefined, { reason: 'busy', alternatives })
        }
        note(salon, visit, force ? 'FORCED' : 'MOVED', {
          startsAt: { from: visit.startsAt, to: startsAt }, ...(employee.id !== visit.employee.id && { employeeId: { from: visit.employee.id, to: employee.id } }),
        })
        Object.assign(visit, {
          startsAt, endsAt: toInstant(Date.parse(startsAt) + length * 60_000), isForced: force === true,
          employee: { id: employee.id, name: employee.name, color: employee.color },
        })
        notify(salon, visit, 'BOOKING_MOVED')
      })
    })),
    http.post('*/api/appointments/:id/status', guarded(async (request, params) => {
      const { status } = (await request.json()) as Schemas['StatusChange']
      return change(findVisit(params.id), ['SCHEDULED', 'CONFIRMED', 'IN_PROGRESS'], (visit) => {
        note(salon, visit, 'STATUS', { status: { from: visit.status, to: status } })
        visit.status = status
      })
    })),
    http.post('*/api/holds', guarded(async (request) => {
      const body = (await request.json()) as Schemas['NewHold']
      const order = arrange(salon, body.parts, body.startsAt)
      if (!order) return failure(409, 'slot_taken', 'this time is not free: it is already taken', undefined, { reason: 'busy', alternatives: alternatives(salon, body.parts, body.startsAt) })
      const holdId = id('hld')
      const expiresAt = toInstant(salon.now().getTime() + 300_000)
      for (const { employee, startsAt, minutes } of order) {
        salon.holds.push({ id: holdId, employeeId: employee.id, startsAt, endsAt: toInstant(Date.parse(startsAt) + minutes * 60_000), expiresAt })
      }
      return success<Data<'/api/holds', 'post'>>({ id: holdId, employeeId: order[0]?.employee.id ?? '', expiresAt }, 201)
    })),
    http.delete('*/api/holds/:id', guarded((_, params) => {
      const before = salon.holds.length
      salon.holds = salon.holds.filter((hold) => hold.id !== params.id)
      return salon.holds.length < before ? new HttpResponse(null, { status: 204 }) : failure(404, 'not_found', 'There is no such hold.')
    })),
    http.post('*/api/availability/search', guarded(async (request) => {
      const { parts, from, to } = (await request.json()) as Schemas['AvailabilitySearch']
      return success<Data<'/api/availability/search', 'post'>>({ timezone: salon.tenant.timezone, slots: searchSlots(salon, parts, from ?? '', to ?? from ?? '') })
    })),
    http.get('*/api/availability/check', guarded((request) => {
      const query = new URL(request.url).searchParams
      const [date = '', time = ''] = (query.get('startsAt') ?? '').split('T')
      const startsAt = instantAt(date, minutesOfWallTime(time), salon.tenant.timezone)
      const part = { serviceId: query.get('serviceId') ?? '', addOnIds: query.get('addOnIds')?.split(',') ?? [], employeeId: query.get('employeeId') }
      const slot = searchSlots(salon, [part], date, date).find((candidate) => candidate.startsAt === startsAt) ?? null
      return success<Data<'/api/availability/check', 'get'>>({
        free: slot !== null, slot, reason: slot ? null : 'busy', message: slot ? null : 'it is already taken', opens: null, closes: null,
      })
    })),
    http.get('*/api/availability', guarded((request) => {
      const query = new URL(request.url).searchParams
      const service = salon.services.find((candidate) => candidate.id === query.get('serviceId'))
      if (!service) return failure(404, 'not_found', 'There is no such service.')
      const addOnIds = query.get('addOnIds')?.split(',') ?? []
      const slots = freeSlots(salon, {
        service, addOns: service.addOns.filter((addOn) => addOnIds.includes(addOn.id)), employeeId: query.get('employeeId'),
        from: query.get('from') ?? '', to: query.get('to') ?? '',
      })
      return success<Data<'/api/availability', 'get'>>({ timezone: salon.tenant.timezone, slots })
    })),

    http.get('*/api/waitlist', guarded((request) => {
      const query = new URL(request.url).searchParams
      const matching = salon.waitlist
        .filter((entry) => !query.get('status') || entry.status === query.get('status'))
        .filter((entry) => !query.get('serviceId') || entry.serviceId === query.get('serviceId'))
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt) * (query.get('sort') === '-createdAt' ? -1 : 1))
      return page(request, matching)
    })),
    http.post('*/api/waitlist', guarded(async (request) => {
      const { customer, customerId, ...wish } = (await request.json()) as Schemas['NewWaitlistEntry']
      if (customer?.phone && !/\d{7}/.test(customer.phone.replace(/\D/g, ''))) {
        return failure(400, 'validation_failed', 'Please check the form.', { 'customer.phone': 'is not a phone number' })
      }
      const known = salon.appointments.find((visit) => visit.customer.id === customerId)?.customer
      const who = known ?? { id: id('cus'), name: customer?.name ?? '', phone: customer?.phone ?? null }
      return success<Data<'/api/waitlist', 'post'>>(waitFor(salon, { ...wish, customer: who }), 201)
    })),
    http.delete('*/api/waitlist/:id', guarded((_, params) => {
      const entry = openEntry(salon, params.id)
      if (entry instanceof Response) return entry
      salon.holds = salon.holds.filter((hold) => hold.id !== entry.id)
      entry.status = 'LEFT'
      return new HttpResponse(null, { status: 204 })
    })),
    http.post('*/api/waitlist/:id/offer', guarded(async (request, params) => {
      const { startsAt, employeeId } = (await request.json()) as Schemas['TimeForEntry']
      const entry = openEntry(salon, params.id)
      if (entry instanceof Response) return entry
      if (entry.customer.phone === null) return failure(409, 'no_phone', 'this customer has no telephone number; book the time instead')
      const part = { ...entry, employeeId: employeeId ?? entry.employeeId }
      const [arranged] = arrange(salon, [part], startsAt, entry.id) ?? []
      if (!arranged) return failure(409, 'slot_taken', 'this time is not free: it is already taken', undefined, { reason: 'busy', alternatives: alternatives(salon, [part], startsAt) })
      const expiresAt = toInstant(salon.now().getTime() + OFFER_MINUTES * 60_000)
      salon.holds = salon.holds.filter((hold) => hold.id !== entry.id)
      salon.holds.push({ id: entry.id, employeeId: arranged.employee.id, startsAt, endsAt: toInstant(Date.parse(startsAt) + arranged.minutes * 60_000), expiresAt })
      Object.assign(entry, { status: 'OFFERED', offeredStartsAt: startsAt, offeredEmployeeId: arranged.employee.id, offerExpiresAt: expiresAt })
      return success<Data<'/api/waitlist/{id}/offer', 'post'>>(entry)
    })),
    http.post('*/api/waitlist/:id/book', guarded(async (request, params) => {
      const { startsAt, employeeId } = (await request.json()) as Schemas['TimeForEntry']
      const entry = openEntry(salon, params.id)
      if (entry instanceof Response) return entry
      const part = { ...entry, employeeId: employeeId ?? entry.employeeId }
      const booked = book(salon, { startsAt, customer: entry.customer, holdId: entry.id }, { parts: [part] })
      if (!Array.isArray(booked) || !booked[0]) return booked as Response
      Object.assign(entry, { status: 'BOOKED', appointmentId: booked[0].id, offeredStartsAt: startsAt, offerExpiresAt: null })
      return success<Data<'/api/waitlist/{id}/book', 'post'>>(booked[0], 201)
    })),
    http.get('*/api/tenant/booking-rules', guarded(() => success<Data<'/api/tenant/booking-rules', 'get'>>({
      slotStepMinutes: 15, noticeMinutes: 60, horizonDays: 90, cancelCutoffMinutes: 0, holdSeconds: 300, maxWaitMinutes: 15, waitlistOfferMinutes: OFFER_MINUTES,
    }))),

    http.get('*/api/calls', guarded((request) => {
      const query = new URL(request.url).searchParams
      const search = query.get('search')?.toLowerCase()
      const matching = salon.calls
        .filter((call) => !query.get('from') || clock.dateOf(call.startedAt) >= (query.get('from') ?? ''))
        .filter((call) => !query.get('to') || clock.dateOf(call.startedAt) <= (query.get('to') ?? ''))
        .filter((call) => !query.get('outcome') || call.outcome === query.get('outcome'))
        .filter((call) => query.get('followUp') !== 'open' || call.needsFollowUp)
        .filter((call) => query.get('followUp') !== 'done' || call.followedUpAt !== null)
        .filter((call) => !query.get('reason') || call.reason === query.get('reason'))
        .filter((call) => !search || JSON.stringify([call.customer, call.from, call.turns]).toLowerCase().includes(search))
      return page(request, latestFirst(matching))
    })),
    http.get('*/api/calls/:id/voicemail', guarded(() => new HttpResponse(new Uint8Array(44), { headers: { 'content-type': 'audio/wav' } }))),
    http.get('*/api/calls/:id', guarded((_, params) => {
      const record = salon.calls.find((call) => call.id === params.id)
      if (!record) return failure(404, 'not_found', 'There is no such call.')
      const detail: CallDetail = { ...soundless, ...record, result: null, appointment: findVisit(record.appointmentId ?? undefined) ?? null }
      return success(detail)
    })),
    http.post('*/api/calls/:id/follow-up', guarded(async (request, params) => {
      const record = salon.calls.find((call) => call.id === params.id)
      if (!record) return failure(404, 'not_found', 'There is no such call.')
      const { done } = (await request.json()) as Schemas['FollowUp']
      record.needsFollowUp = !done
      record.followedUpAt = done ? salon.now().toISOString() : null
      record.followedUpBy = done ? 'Maya Ellison' : null
      return success<Data<'/api/calls/{id}/follow-up', 'post'>>(record)
    })),
    http.get('*/api/reports/today', guarded(() => success<Data<'/api/reports/today', 'get'>>(today(salon)))),

    http.post('*/api/ai-assistant/calls', guarded(async (request) => {
      const { phone } = (await request.json()) as Schemas['NewCall']
      const record = startCall(salon, phone ?? null)
      const [turn] = record.turns
      if (!turn) return failure(500, 'internal', 'Something went wrong.')
      return success<Data<'/api/ai-assistant/calls', 'post'>>({ callId: record.id, turn, state: 'LISTENING', appointment: null }, 201)
    })),
    http.post('*/api/ai-assistant/calls/:id/turns', guarded(async (request, params) => {
      const record = salon.calls.find((call) => call.id === params.id)
      if (!record) return failure(404, 'not_found', 'There is no such call.')
      const { text, digits } = (await request.json()) as Schemas['CallerTurn']
      return success<Data<'/api/ai-assistant/calls/{id}/turns', 'post'>>({ callId: record.id, ...takeTurn(salon, record, text ?? digits ?? null) })
    })),
    http.post('*/api/ai-assistant/calls/:id/hang-up', guarded((_, params) => {
      const record = salon.calls.find((call) => call.id === params.id)
      if (!record) return failure(404, 'not_found', 'There is no such call.')
      endCall(salon, record)
      return success<Data<'/api/ai-assistant/calls/{id}/hang-up', 'post'>>(record)
    })),
  ]
}

const OFFER_MINUTES = 30

/** Somebody who still waits, or why that is not so. */
function openEntry(salon: Salon, entryId: string | undefined): WaitlistEntry | Response {
  const entry = salon.waitlist.find((candidate) => candidate.id === entryId)
  if (!entry) return failure(404, 'not_found', 'There is no such waitlist entry.')
  const isOpen = entry.status === 'WAITING' || entry.status === 'OFFERED'
  return isOpen ? entry : failure(409, 'invalid_transition', 'they do not wait any more')
}

type Part = { serviceId: string; addOnIds?: string[]; employeeId?: string | null }
interface Wish {
  startsAt: string
  customerId?: string | null
  customer?: Schemas['NewCustomer'] | null
  holdId?: string | null
  notes?: string | null
  force?: boolean
}

/** Books one visit, an appointment for each part, or says why not. */
function book(salon: Salon, wish: Wish, given: { parts: Part[]; visitId?: string; seriesId?: string }): Appointment[] | Response {
  const customer = wish.customerId
    ? salon.appointments.find((visit) => visit.customer.id === wish.customerId)?.customer
    : wish.customer && { id: id('cus'), name: wish.customer.name, phone: wish.customer.phone ?? null }
  if (!customer) return failure(404, 'not_found', 'There is no such customer.')
  if (customer.phone !== null && !/\d{7}/.test(customer.phone.replace(/\D/g, ''))) {
    return failure(400, 'validation_failed', 'Please check the form.', { 'customer.phone': 'is not a phone number' })
  }
  const order = arrange(salon, given.parts, wish.startsAt, wish.holdId, wish.force)
  if (!order) {
    return failure(409, 'slot_taken', 'this time is not free: it is already taken', undefined, {
      reason: 'busy', alternatives: alternatives(salon, given.parts, wish.startsAt),
    })
  }
  salon.holds = salon.holds.filter((hold) => hold.id !== wish.holdId)
  const booked = order.map(({ service, addOns, employee, startsAt }) =>
    addVisit(salon, { service, addOns, employee, customer, startsAt, source: 'STAFF', notes: wish.notes, isForced: wish.force, visitId: given.visitId, seriesId: given.seriesId }))
  if (booked[0]) notify(salon, booked[0], 'BOOKING_CONFIRMATION')
  return booked
}

/** Who would do each part, one after the other, and when; `null` when somebody is not free. */
function arrange(salon: Salon, parts: Part[], first: string, holdId?: string | null, isForced = false) {
  let startsAt = first
  const order = []
  for (const part of parts) {
    const service = salon.services.find((candidate) => candidate.id === part.serviceId)
    if (!service) return null
    const addOns = service.addOns.filter((addOn) => part.addOnIds?.includes(addOn.id))
    const date = clock.dateOf(startsAt)
    const free = freeSlots(salon, { service, addOns, employeeId: part.employeeId, from: date, to: date, holdId })
    const employeeId = isForced ? part.employeeId : free.find((slot) => slot.startsAt === startsAt)?.employees[0]?.id
    const employee = salon.employees.find((candidate) => candidate.id === employeeId)
    if (!employee) return null
    const minutes = lengthOf(service, addOns)
    order.push({ service, addOns, employee, startsAt, minutes })
    startsAt = toInstant(Date.parse(startsAt) + minutes * 60_000)
  }
  return order
}

function searchSlots(salon: Salon, parts: Part[], from: string, to: string): Schemas['Slot'][] {
  const [first] = parts
  const service = salon.services.find((candidate) => candidate.id === first?.serviceId)
  if (!first || !service) return []
  const addOns = service.addOns.filter((addOn) => first.addOnIds?.includes(addOn.id))
  const slots = freeSlots(salon, { service, addOns, employeeId: first.employeeId, from, to })
  if (parts.length === 1) return slots
  return slots.flatMap((slot) => {
    const order = arrange(salon, parts, slot.startsAt)
    if (!order) return []
    return [{
      ...slot,
      parts: order.map((part) => ({
        serviceId: part.service.id, startsAt: part.startsAt, local: slot.local, employee: { id: part.employee.id, name: part.employee.name },
      })),
    }]
  })
}

function alternatives(salon: Salon, parts: Part[], startsAt: string): Schemas['Slot'][] {
  const date = clock.dateOf(startsAt)
  return searchSlots(salon, parts, date, addDays(date, 3)).slice(0, 3)
}

/** A server that answers nothing but errors, for looking at the pages' error states. */
export function brokenHandlers(salon: Salon): HttpHandler[] {
  const working = handlersFor(salon).filter((handler) => /auth/.test(handler.info.header))
  return [...working, http.all('*/api/*', () => failure(500, 'internal', 'Something went wrong.'))]
}

function today(salon: Salon): Schemas['Today'] {
  const date = clock.dateOf(salon.now())
  const visits = salon.appointments.filter((visit) => clock.dateOf(visit.startsAt) === date)
  const calls = salon.calls.filter((call) => clock.dateOf(call.startedAt) === date)
  const having = (status: AppointmentStatus) => visits.filter((visit) => visit.status === status).length
  const kept = visits.filter((visit) => visit.status !== 'CANCELLED' && visit.status !== 'NO_SHOW')
  const upcoming = salon.appointments
    .filter((visit) => (visit.status === 'SCHEDULED' || visit.status === 'CONFIRMED') && Date.parse(visit.startsAt) >= salon.now().getTime())
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
  return {
    date,
    visits: {
      total: kept.length, completed: having('COMPLETED'), upcoming: having('SCHEDULED') + having('CONFIRMED'),
      cancelled: having('CANCELLED'), noShow: having('NO_SHOW'),
    },
    revenueCents: kept.reduce((sum, visit) => sum + visit.priceCents, 0),
    calls: {
      total: calls.length, booked: calls.filter((call) => call.outcome === 'BOOKED').length,
      changed: calls.filter((call) => call.outcome === 'MOVED' || call.outcome === 'CANCELLED').length,
      answered: calls.filter((call) => call.outcome === 'ANSWERED').length,
      transferred: calls.filter((call) => call.outcome === 'TRANSFERRED').length,
      unresolved: calls.filter((call) => call.outcome === 'UNRESOLVED').length,
    },
    nextAppointments: upcoming.filter((visit) => clock.dateOf(visit.startsAt) === date).slice(0, 8),
    openFollowUps: salon.calls.filter((call) => call.needsFollowUp).length,
    latestCalls: latestFirst(salon.calls).slice(0, 8),
  }
}

function latestFirst(calls: CallRecord[]): CallRecord[] {
  return [...calls].sort((a, b) => b.startedAt.localeCompare(a.startedAt))
}
