/**
 * The fake network: the dashboard's API answered from a make-believe salon. It serves `npm run dev:mock` and the
 * tests, and nothing else in this folder's neighbourhood fakes anything. Bodies are typed by the generated schema.
 */
import { delay, http, HttpResponse, type HttpHandler } from 'msw'
import type { components, paths } from '../src/api/schema'
import type { Appointment, AppointmentStatus, CallDetail, Pagination } from '../src/api/types'
import { addDays } from '../src/ui/salonClock'
import { endCall, startCall, takeTurn } from './receptionist'
import { addVisit, clock, freeSlots, id, isTaken, notify, type CallRecord, type Salon } from './salon'

type Data<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends { responses: infer Answers }
  ? Answers[keyof Answers & (200 | 201)] extends { content: { 'application/json': { data: infer Body } } } ? Body : never
  : never
type Schemas = components['schemas']

export const CREDENTIALS = { email: 'owner@juniper.example', password: 'juniper' }
const TOKEN = 'mock.session.token'

export function handlersFor(salon: Salon, options: { latency?: number } = {}): HttpHandler[] {
  const me = {
    user: { id: id('usr'), email: CREDENTIALS.email, name: 'June Alder' }, role: 'OWNER' as const, tenant: salon.tenant,
  }

  /** A handler that wants the token, as the server does. */
  const guarded = (answer: (request: Request, params: Record<string, string>) => Response | Promise<Response>) =>
    async ({ request, params }: { request: Request; params: object }) => {
      if (options.latency) await delay(options.latency)
      if (request.headers.get('authorization') !== `Bearer ${TOKEN}`) return failure(401, 'unauthenticated', 'Please log in.')
      return answer(request, params as Record<string, string>)
    }

  const findVisit = (visitId: string | undefined) => salon.appointments.find((visit) => visit.id === visitId)
  const change = (visit: Appointment | undefined, allowed: AppointmentStatus[], apply: (visit: Appointment) => Response | void) => {
    if (!visit) return failure(404, 'not_found', 'There is no such appointment.')
    if (!allowed.includes(visit.status)) return failure(409, 'invalid_transition', `A visit that is ${visit.status} cannot be changed like this.`)
    return apply(visit) ?? success<Data<'/api/appointments/{id}/cancel', 'post'>>(visit)
  }

  return [
    http.post('*/api/auth/login', async ({ request }) => {
      const { email, password } = (await request.json()) as Schemas['LoginBody']
      if (!email.includes('@')) return failure(400, 'validation_failed', 'Please check the form.', { email: 'must be an e-mail address' })
      if (email !== CREDENTIALS.email || password !== CREDENTIALS.password) return failure(401, 'invalid_credentials', 'Wrong.')
      const expiresAt = new Date(salon.now().getTime() + 7 * 86_400_000).toISOString()
      return success<Data<'/api/auth/login', 'post'>>({ token: TOKEN, expiresAt, ...me })
    }),
    http.post('*/api/auth/logout', guarded(() => success<null>(null))),
    http.get('*/api/auth/me', guarded(() => success<Data<'/api/auth/me', 'get'>>(me))),
    http.get('*/api/tenant', guarded(() => success<Data<'/api/tenant', 'get'>>(salon.tenant))),
    http.get('*/api/employees', guarded((request) => page(request, salon.employees))),
    http.get('*/api/services', guarded((request) => page(request, salon.services))),

    http.get('*/api/appointments', guarded((request) => {
      const query = new URL(request.url).searchParams
      const [from, to, search] = [query.get('from'), query.get('to'), query.get('search')?.toLowerCase()]
      const matching = salon.appointments
        .filter((visit) => from === null || clock.dateOf(visit.startsAt) >= from)
        .filter((visit) => to === null || clock.dateOf(visit.startsAt) <= to)
        .filter((visit) => !query.get('status') || visit.status === query.get('status'))
        .filter((visit) => !query.get('employeeId') || visit.employee.id === query.get('employeeId'))
        .filter((visit) => !search || `${visit.customer.name} ${visit.customer.phone}`.toLowerCase().includes(search))
        .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
      return page(request, query.get('sort') === '-startsAt' ? matching.reverse() : matching)
    })),
    http.get('*/api/appointments/:id', guarded((_, params) => {
      const visit = findVisit(params.id)
      if (!visit) return failure(404, 'not_found', 'There is no such appointment.')
      const notifications = salon.notifications.filter((message) => message.appointmentId === visit.id)
      return success<Data<'/api/appointments/{id}', 'get'>>({ ...visit, notifications })
    })),
    http.post('*/api/appointments', guarded(async (request) => {
      const body = (await request.json()) as Schemas['NewAppointment']
      const service = salon.services.find((candidate) => candidate.id === body.serviceId)
      if (!service) return failure(400, 'validation_failed', 'Please check the form.', { serviceId: 'is not a service of this salon' })
      const phone = body.customer.phone ?? null
      if (phone !== null && !/\d{7}/.test(phone.replace(/\D/g, ''))) {
        return failure(400, 'validation_failed', 'Please check the form.', { 'customer.phone': 'is not a phone number' })
      }
      const addOns = service.addOns.filter((addOn) => body.addOnIds?.includes(addOn.id))
      const date = clock.dateOf(body.startsAt)
      const wish = { service, addOns, employeeId: body.employeeId, from: date, to: addDays(date, 3) }
      const free = freeSlots(salon, wish)
      const slot = free.find((candidate) => candidate.startsAt === body.startsAt)
      const employee = salon.employees.find((candidate) => candidate.id === slot?.employees[0]?.id)
      if (!slot || !employee) return failure(409, 'slot_taken', 'This time has just been taken.', undefined, { alternatives: free.slice(0, 3) })
      const visit = addVisit(salon, {
        service, addOns, employee, customer: { id: id('cus'), name: body.customer.name, phone }, startsAt: body.startsAt, source: 'STAFF', notes: body.notes,
      })
      notify(salon, visit, 'BOOKING_CONFIRMATION')
      return success<Data<'/api/appointments', 'post'>>(visit, 201)
    })),
    http.post('*/api/appointments/:id/cancel', guarded(async (request, params) => {
      const { reason } = (await request.json()) as Schemas['Cancellation']
      return change(findVisit(params.id), ['SCHEDULED', 'CONFIRMED'], (visit) => {
        Object.assign(visit, { status: 'CANCELLED', cancelReason: reason ?? null })
        notify(salon, visit, 'BOOKING_CANCELLED')
      })
    })),
    http.post('*/api/appointments/:id/move', guarded(async (request, params) => {
      const { startsAt, employeeId } = (await request.json()) as Schemas['Move']
      return change(findVisit(params.id), ['SCHEDULED', 'CONFIRMED'], (visit) => {
        const length = (Date.parse(visit.endsAt) - Date.parse(visit.startsAt)) / 60_000
        if (isTaken(salon, employeeId ?? visit.employee.id, startsAt, length, visit.id)) return failure(409, 'slot_taken', 'This time has just been taken.')
        Object.assign(visit, { startsAt, endsAt: new Date(Date.parse(startsAt) + length * 60_000).toISOString() })
        notify(salon, visit, 'BOOKING_MOVED')
      })
    })),
    http.post('*/api/appointments/:id/status', guarded(async (request, params) => {
      const { status } = (await request.json()) as Schemas['StatusChange']
      return change(findVisit(params.id), ['SCHEDULED', 'CONFIRMED', 'IN_PROGRESS'], (visit) => {
        visit.status = status
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

    http.get('*/api/calls', guarded((request) => {
      const query = new URL(request.url).searchParams
      const search = query.get('search')?.toLowerCase()
      const matching = salon.calls
        .filter((call) => !query.get('from') || clock.dateOf(call.startedAt) >= (query.get('from') ?? ''))
        .filter((call) => !query.get('to') || clock.dateOf(call.startedAt) <= (query.get('to') ?? ''))
        .filter((call) => !query.get('outcome') || call.outcome === query.get('outcome'))
        .filter((call) => !query.get('reason') || call.reason === query.get('reason'))
        .filter((call) => !search || JSON.stringify([call.customer, call.from, call.turns]).toLowerCase().includes(search))
      return page(request, latestFirst(matching))
    })),
    http.get('*/api/calls/:id', guarded((_, params) => {
      const record = salon.calls.find((call) => call.id === params.id)
      if (!record) return failure(404, 'not_found', 'There is no such call.')
      const detail: CallDetail = { ...record, appointment: findVisit(record.appointmentId ?? undefined) ?? null }
      return success(detail)
    })),
    http.get('*/api/notifications', guarded((request) => {
      const query = new URL(request.url).searchParams
      const matching = salon.notifications
        .filter((message) => !query.get('status') || message.status === query.get('status'))
        .filter((message) => !query.get('appointmentId') || message.appointmentId === query.get('appointmentId'))
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      return page(request, matching)
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
    latestCalls: latestFirst(salon.calls).slice(0, 8),
  }
}

function latestFirst(calls: CallRecord[]): CallRecord[] {
  return [...calls].sort((a, b) => b.startedAt.localeCompare(a.startedAt))
}

function success<Body>(data: Body, status = 200): Response {
  return HttpResponse.json({ status: 'success', data } as object, { status })
}

function page<Item>(request: Request, items: Item[]): Response {
  const query = new URL(request.url).searchParams
  const current = Number(query.get('page') ?? 1)
  const pageSize = Number(query.get('pageSize') ?? 25)
  const pagination: Pagination = { page: current, pageSize, total: items.length, totalPages: Math.ceil(items.length / pageSize) }
  return HttpResponse.json({ status: 'success', data: items.slice((current - 1) * pageSize, current * pageSize), pagination })
}

export function failure(status: number, code: string, message: string, fields?: Record<string, string>, details?: unknown): Response {
  const body: Schemas['ErrorBody'] = { status: 'error', code, message, requestId: 'req_mock', fields, details }
  return HttpResponse.json(body as object, { status })
}

