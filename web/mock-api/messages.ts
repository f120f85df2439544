/** What customers write and are told: conversations, templates, what was sent, and the page of a visit. */
import { http, type HttpHandler } from 'msw'
import type { Appointment, Notification } from '../src/api/types'
import { addDays } from '../src/ui/salonClock'
import { done, failure, page, success, type Data, type Guard, type Schemas } from './answers'
import { id } from './ids'
import { clock, freeSlots, type Salon } from './salon'
import { toInstant } from './salonTime'

type Thread = Schemas['WholeThread']
type Kind = Schemas['NotificationKind']

const LOST = ['FAILED', 'UNDELIVERED', 'SUPPRESSED']

const PLACES = ['salon', 'firstName', 'service', 'employee', 'when', 'price', 'address', 'phone', 'link']

/** The usual words, and the places that they cannot be without. */
const USUAL: Partial<Record<Kind, { body: string; required: string[] }>> = {
  BOOKING_CONFIRMATION: { body: '{salon}: You\'re booked, {firstName}: {service} with {employee}, {when}, {price}. {address}. To change it: {link}', required: ['when'] },
  BOOKING_MOVED: { body: '{salon}: Your visit has moved, {firstName}: {service} with {employee}, now {when}. To change it: {link}', required: ['when'] },
  BOOKING_CANCELLED: { body: '{salon}: Your visit is cancelled, {firstName}: {service} with {employee}, {when}.', required: ['when'] },
  REMINDER: { body: '{salon}: See you {when}, {firstName}: {service} with {employee}. Reply 1 to confirm, 2 to cancel, or change it: {link}', required: ['when'] },
}

/** Some conversations: one to read, one that wants nothing more, and what was told to others. */
export function fillThreads(salon: Salon): void {
  const upcoming = salon.appointments.filter(({ status, startsAt }) => status === 'SCHEDULED' && Date.parse(startsAt) > salon.now().getTime())
  const visits = new Map(upcoming.map((visit) => [visit.customer.phone, visit]))
  const ago = (minutes: number) => toInstant(salon.now().getTime() - minutes * 60_000)
  const written = (body: string, minutes: number, more: Partial<Schemas['Written']> = {}): Schemas['Written'] =>
    ({ body, meaning: 'CONVERSATION', answer: null, appointmentId: null, receivedAt: ago(minutes), ...more })
  ;[...visits.values()].slice(0, 12).forEach((visit, nth) => {
    const sent = salon.notifications.filter(({ recipient }) => recipient === visit.customer.phone).slice(-2)
    const received = nth === 0
      ? [written('Do you have a parking lot?', 12, { meaning: 'FOR_PERSON' })]
      : nth === 1
        ? [written('1', 190, { meaning: 'CONFIRM', answer: `Thank you! See you ${clock.dayAndTime(visit.startsAt)}.`, appointmentId: visit.id })]
        : nth === 2 ? [written('STOP', 2_900, { meaning: 'STOP' })] : []
    const last = received.at(-1)
    salon.threads.push({
      id: id('thr'), number: visit.customer.phone ?? '', customer: { id: visit.customer.id, name: visit.customer.name }, received, sent,
      lastBody: last?.body ?? sent.at(-1)?.body ?? null, isLastInbound: last !== undefined,
      lastAt: last?.receivedAt ?? sent.at(-1)?.createdAt ?? ago(3_000), isUnread: nth === 0, optedOutAt: nth === 2 ? ago(2_900) : null, isLandline: nth === 3,
    })
  })
}

export function messageHandlers(salon: Salon, guarded: Guard): HttpHandler[] {
  const find = (threadId: string | undefined) => salon.threads.find((thread) => thread.id === threadId)
  const templates = () => (Object.entries(USUAL) as [Kind, { body: string; required: string[] }][]).map(([kind, usual]) => ({
    kind, language: 'en' as const, body: salon.ownWords.get(kind) ?? usual.body, isDefault: !salon.ownWords.has(kind), defaultBody: usual.body,
    placeholders: PLACES, required: usual.required,
  }))
  const problemIn = (kind: Kind, body: string) => {
    const named = [...body.matchAll(/\{(\w+)\}/g)].map(([, place]) => place ?? '')
    const unknown = named.find((place) => !PLACES.includes(place))
    const missing = USUAL[kind]?.required.find((place) => !named.includes(place))
    const there = PLACES.map((place) => `{${place}}`).join(', ')
    if (unknown !== undefined) return `has no place for {${unknown}}; there are ${there}`
    return missing === undefined ? null : `must have {${missing}}`
  }
  const kindIn = (template: string | undefined) => (template?.split('.')[0] ?? '') as Kind

  return [
    http.get('*/api/notifications', guarded((request) => {
      const query = new URL(request.url).searchParams
      const matching = salon.notifications
        .filter((message) => !query.get('status') || message.status === query.get('status'))
        .filter((message) => query.get('lost') !== 'true' || LOST.includes(message.status))
        .filter((message) => !query.get('kind') || message.kind === query.get('kind'))
        .filter((message) => !query.get('channel') || message.channel === query.get('channel'))
        .filter((message) => !query.get('appointmentId') || message.appointmentId === query.get('appointmentId'))
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      return page(request, matching)
    })),
    http.post('*/api/notifications/:id/resend', guarded((_, params) => {
      const message = salon.notifications.find((candidate) => candidate.id === params.id)
      if (!message) return failure(404, 'not_found', 'There is no such notification.')
      if (!message.canResend) return failure(409, 'cannot_resend', 'only a message that was lost, is still of use and is wanted can be sent again')
      const again: Notification = { ...message, id: id('ntf'), status: 'QUEUED', attempts: 0, error: null, errorCode: null, retryOfId: message.id, sentAt: null, createdAt: toInstant(salon.now()), canResend: false }
      salon.notifications.push(again)
      return success<Data<'/api/notifications/{id}/resend', 'post'>>(again, 201)
    })),

    http.get('*/api/messages', guarded((request) => {
      const query = new URL(request.url).searchParams
      const search = query.get('search')?.toLowerCase() ?? ''
      const matching = salon.threads
        .filter((thread) => query.get('unread') !== 'true' || thread.isUnread)
        .filter((thread) => `${thread.customer?.name} ${thread.number}`.toLowerCase().includes(search))
        .sort((a, b) => b.lastAt.localeCompare(a.lastAt))
      return page(request, matching)
    })),
    http.get('*/api/messages/:id', guarded((_, params) => {
      const thread = find(params.id)
      return thread ? success<Data<'/api/messages/{id}', 'get'>>(thread) : failure(404, 'not_found', 'There is no such thread.')
    })),
    http.post('*/api/messages/:id/read', guarded((_, params) => {
      const thread = find(params.id)
      if (!thread) return failure(404, 'not_found', 'There is no such thread.')
      return success<Data<'/api/messages/{id}/read', 'post'>>(Object.assign(thread, { isUnread: false }))
    })),
    http.post('*/api/messages/:id', guarded(async (request, params) => {
      const { body } = (await request.json()) as Schemas['Reply']
      const thread = find(params.id)
      if (!thread) return failure(404, 'not_found', 'There is no such thread.')
      if (thread.optedOutAt) return failure(409, 'opted_out', 'this number has asked not to get text messages; they write START to get them again')
      const message = reply(salon, thread, body)
      salon.notifications.push(message)
      Object.assign(thread, { sent: [...thread.sent, message], lastBody: body, isLastInbound: false, lastAt: message.createdAt, isUnread: false } satisfies Partial<Thread>)
      return success<Data<'/api/messages/{id}', 'post'>>(thread, 201)
    })),

    http.get('*/api/message-templates', guarded(() => success<Data<'/api/message-templates', 'get'>>({ language: 'en', templates: templates() }))),
    http.post('*/api/message-templates/preview', guarded(async (request) => {
      const { kind, body } = (await request.json()) as Schemas['PreviewRequest']
      const problem = problemIn(kind, body)
      if (problem) return failure(400, 'validation_failed', 'Please check the form.', { body: problem })
      const facts: Record<string, string> = {
        salon: salon.tenant.name, firstName: 'Ava', service: 'Haircut', employee: 'Maya', when: 'Thu, Nov 26, 2:30 PM', price: '$65', address: salon.tenant.address ?? '',
        phone: '(212) 555-0142', link: 'https://bolt.example/v/kq3Vn2o8Qm1xY7zB4tRc5A',
      }
      const text = body.replaceAll(/\{(\w+)\}/g, (_, place: string) => facts[place] ?? '')
      return success<Data<'/api/message-templates/preview', 'post'>>({
        text, characters: text.length, segments: text.length <= 160 ? 1 : Math.ceil(text.length / 153), encoding: 'GSM7', isRealVisit: false,
      })
    })),
    http.put('*/api/message-templates/:template', guarded(async (request, params) => {
      const { body } = (await request.json()) as Schemas['NewTemplate']
      const kind = kindIn(params.template)
      const problem = problemIn(kind, body)
      if (problem) return failure(400, 'validation_failed', 'Please check the form.', { body: problem })
      salon.ownWords.set(kind, body)
      const saved = templates().find((template) => template.kind === kind)
      return saved ? success<Data<'/api/message-templates/{template}', 'put'>>(saved) : failure(404, 'not_found', 'There is no such template.')
    })),
    http.delete('*/api/message-templates/:template', guarded((_, params) => {
      salon.ownWords.delete(kindIn(params.template))
      return done()
    })),

    ...visitPageHandlers(salon),
  ]
}

function reply(salon: Salon, thread: Thread, body: string): Notification {
  return {
    id: id('ntf'), channel: 'SMS', kind: 'REPLY', recipient: thread.number, body, status: 'QUEUED', attempts: 0, error: null, appointmentId: null,
    createdAt: toInstant(salon.now()), sentAt: null, deliveredAt: null, subject: null, errorCode: null, segments: null, costMicros: null, costCurrency: null,
    costIsEstimate: true, retryOfId: null, writtenBy: 'Maya Ellison', canResend: false,
  }
}

/** Any visit by its id: the make-believe salon has no secrets. */
function visitPageHandlers(salon: Salon): HttpHandler[] {
  const find = ({ token }: { token?: string | readonly string[] }) => salon.appointments.find((visit) => visit.id === token)
  const gone = () => failure(404, 'not_found', 'this link leads nowhere any more')
  const stands = (visit: Appointment) => (visit.status === 'SCHEDULED' || visit.status === 'CONFIRMED') && Date.parse(visit.startsAt) > salon.now().getTime()
  const shown = (visit: Appointment): Schemas['VisitPage'] => ({
    salon: salon.tenant.name, address: salon.tenant.address, phone: '(212) 555-0142', phoneToDial: salon.tenant.phoneNumber, timezone: salon.tenant.timezone,
    language: 'en', status: visit.status, startsAt: visit.startsAt, endsAt: visit.endsAt, canConfirm: stands(visit) && visit.status === 'SCHEDULED',
    canCancel: stands(visit), canMove: stands(visit), cutoffMinutes: 0,
    parts: [{ service: visit.service.name, employee: visit.employee.name.split(' ')[0] ?? '', startsAt: visit.startsAt, addOns: visit.addOns.map(({ name }) => name) }],
  })
  const change = (params: object, apply: (visit: Appointment) => void) => {
    const visit = find(params)
    if (!visit) return gone()
    apply(visit)
    return success<Data<'/api/visit-pages/{token}', 'get'>>(shown(visit))
  }

  return [
    http.get('*/api/visit-pages/:token', ({ params }) => change(params, () => undefined)),
    http.get('*/api/visit-pages/:token/times', ({ params, request }) => {
      const visit = find(params)
      const service = salon.services.find(({ id }) => id === visit?.service.id)
      if (!visit || !service) return gone()
      const query = new URL(request.url).searchParams
      const from = query.get('from') ?? clock.dateOf(salon.now())
      const slots = freeSlots(salon, { service, addOns: visit.addOns, employeeId: visit.employee.id, from, to: query.get('to') ?? addDays(from, 6), moving: visit.id })
      return success<Data<'/api/visit-pages/{token}/times', 'get'>>({ slots })
    }),
    http.post('*/api/visit-pages/:token/confirm', ({ params }) => change(params, (visit) => Object.assign(visit, { status: 'CONFIRMED' }))),
    http.post('*/api/visit-pages/:token/cancel', ({ params }) => change(params, (visit) => Object.assign(visit, { status: 'CANCELLED' }))),
    http.post('*/api/visit-pages/:token/move', async ({ params, request }) => {
      const { startsAt } = (await request.json()) as Schemas['VisitMove']
      return change(params, (visit) => {
        const length = Date.parse(visit.endsAt) - Date.parse(visit.startsAt)
        Object.assign(visit, { startsAt, endsAt: toInstant(Date.parse(startsAt) + length) })
      })
    }),
  ]
}
