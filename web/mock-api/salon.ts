/**
 * A make-believe salon that remembers: what is booked through the mock is in its book afterwards. Its data is
 * made from a seed and the time it is opened, so that a test with a fixed time sees the same salon again.
 */
import type {
  AddOn, Appointment, AppointmentStatus, BillingPlan, Call, CallOutcome, CallReason, Employee, EntityValue, HistoryEntry, Hold, Job, Notification, Role, Service, Slot, Providers, TenantProfile, Turn, VersionedSettings, WaitlistEntry,
} from '../src/api/types'
import { addDays, minutesOfWallTime, salonClock, weekdayOf, type SalonDate } from '../src/ui/salonClock'
import { openAccount, type Account } from './accounts'
import type { Schemas } from './answers'
import { id } from './ids'
import { fillJobs } from './jobs'
import { fillThreads } from './messages'
import { instantAt, toInstant } from './salonTime'
import { usualSettings } from './settings'

export { id }

export interface CallRecord extends Call {
  turns: Turn[]
}

export interface Salon {
  now: () => Date
  /** Of the person who logs in. */
  role: Role
  /** Their account, and whoever else has to do with the salon's log-ins. */
  account: Account
  tenant: TenantProfile
  settings: VersionedSettings
  /** Language models that this installation has. */
  models: Providers['models']
  employees: Employee[]
  services: Service[]
  appointments: Appointment[]
  /** What has been done to each visit, by its id. */
  history: Map<string, HistoryEntry[]>
  holds: (Hold & { startsAt: string; endsAt: string })[]
  calls: CallRecord[]
  notifications: Notification[]
  waitlist: WaitlistEntry[]
  /** What it pays. */
  subscription: { plan: BillingPlan; isEnding: boolean }
  threads: Schemas['WholeThread'][]
  /** Its own words for messages, by their kind. */
  ownWords: Map<string, string>
  jobs: Job[]
}

const ZONE = 'America/New_York'
export const clock = salonClock(ZONE, 'en-US')

export function openSalon(now: () => Date = () => new Date()): Salon {
  const salon = emptySalon(now)
  salon.employees.push(...employees())
  salon.services.push(...services())
  fillBook(salon)
  fillWaitlist(salon)
  fillThreads(salon)
  fillJobs(salon)
  return salon
}

/** A salon on its first day: no staff, no services, no visits. */
export function emptySalon(now: () => Date = () => new Date()): Salon {
  const open = (weekday: number, startsAt: string, endsAt: string) => ({ weekday, startsAt, endsAt })
  return {
    now,
    role: 'OWNER',
    account: openAccount(now()),
    tenant: {
      id: id('ten'), name: 'Juniper & Co.', status: 'TRIAL', timezone: ZONE, currency: 'USD', locale: 'en-US',
      phoneNumber: '+12125550142', address: '218 Prince Street, New York', country: 'US', forwardTo: null, contactEmail: null, website: null,
      trialEndsAt: null,
      openingHours: [
        open(2, '09:00', '19:00'), open(3, '09:00', '19:00'), open(4, '10:00', '20:00'), open(5, '09:00', '19:00'),
        open(6, '09:00', '17:00'), open(1, '10:00', '18:00'),
      ],
    },
    settings: usualSettings(),
    models: [],
    employees: [], services: [], appointments: [], history: new Map(), holds: [], calls: [], notifications: [], waitlist: [],
    subscription: { plan: 'MONTHLY', isEnding: false }, threads: [], ownWords: new Map(), jobs: [],
  }
}

/** What there is of somebody of whom nothing is known. */
export const UNKNOWN_EMPLOYEE: Employee = {
  id: 'emp_1', name: 'Maya', title: null, about: null, email: null, phone: null, color: '#7c3aed', position: 0, isActive: true, isDeleted: false,
  maxVisitsPerDay: null, maxMinutesPerDay: null, hasPhoto: false, photoEtag: null, hasFeed: false, serviceIds: [], skills: [], weeklyHours: [],
}

function employees(): Employee[] {
  const week = (days: number[], startsAt: string, endsAt: string) => days.map((weekday) => ({ weekday, startsAt, endsAt }))
  const person = (name: string, color: string, weeklyHours: Employee['weeklyHours']): Employee => ({
    ...UNKNOWN_EMPLOYEE, id: id('emp'), name, color, weeklyHours, skills: [],
    email: `${name.split(' ')[0]?.toLowerCase()}@juniper.example`, phone: '+12125550160',
  })
  return [
    person('Maya Okafor', '#7c3aed', week([2, 3, 4, 5], '09:00', '17:00')),
    person('Luca Brandt', '#0d9488', [...week([1, 3, 4], '11:00', '19:00'), ...week([6], '09:00', '17:00')]),
    person('Sofia Reyes', '#db2777', [...week([1, 2, 5], '09:00', '13:00'), ...week([1, 2, 5], '14:00', '18:00'), ...week([6], '09:00', '15:00')]),
    person('Theo Lindqvist', '#d97706', week([2, 4, 5, 6], '10:00', '18:00')),
  ]
}

function services(): Service[] {
  const extra = (name: string, durationMinutes: number, priceCents: number): AddOn => ({ id: id('add'), name, durationMinutes, priceCents })
  const conditioning = extra('Deep conditioning', 15, 2000)
  const blowDry = extra('Blow-dry finish', 20, 2500)
  const gloss = extra('Gloss', 20, 3500)
  const beard = extra('Beard trim', 15, 1500)
  const entry = (category: string, name: string, durationMinutes: number, priceCents: number, addOns: AddOn[], description: string | null = null): Service => ({
    id: id('svc'), category, name, description, durationMinutes, priceCents, addOns, isActive: true, employeeIds: [],
    segments: [], bufferBeforeMinutes: 0, bufferAfterMinutes: 0, resourceIds: [], addOnIds: addOns.map((addOn) => addOn.id),
    synonyms: [], position: 0, isDeleted: false,
  })
  return [
    entry('Cut', 'Haircut', 45, 6500, [conditioning, blowDry], 'Consultation, wash, cut and a light finish.'),
    entry('Cut', 'Short cut', 30, 4500, [beard]),
    entry('Cut', 'Fringe trim', 15, 1500, []),
    entry('Cut', 'Kids’ cut', 30, 3500, [], 'Up to twelve years.'),
    entry('Color', 'Root touch-up', 90, 9500, [gloss, blowDry]),
    entry('Color', 'Half highlights', 120, 15500, [gloss, blowDry, conditioning], 'Foils from the parting to the ears.'),
    entry('Color', 'Balayage', 180, 24000, [gloss, blowDry], 'Hand-painted, with toner.'),
    entry('Styling', 'Blow-dry', 30, 4500, [conditioning]),
    entry('Styling', 'Updo', 60, 9000, []),
    entry('Treatment', 'Keratin smoothing', 150, 28000, []),
  ]
}

/** Somebody who waits, from a given day on. */
export function waitFor(salon: Salon, wish: Partial<WaitlistEntry> & Pick<WaitlistEntry, 'customer' | 'serviceId'>): WaitlistEntry {
  const today = clock.dateOf(salon.now())
  const entry: WaitlistEntry = {
    id: id('wai'), status: 'WAITING', serviceName: salon.services.find((service) => service.id === wish.serviceId)?.name ?? '', addOnIds: [],
    employeeId: null, firstDay: today, lastDay: addDays(today, 6), startsAfter: null, startsBefore: null, note: null, offeredStartsAt: null,
    offeredEmployeeId: null, offerExpiresAt: null, appointmentId: null, createdAt: toInstant(salon.now().getTime()), ...wish,
  }
  salon.waitlist.push(entry)
  return entry
}

function fillWaitlist(salon: Salon): void {
  const [haircut, shortCut] = salon.services
  const [first] = salon.employees
  if (!haircut || !shortCut || !first) return
  const since = (hours: number) => toInstant(salon.now().getTime() - hours * 3_600_000)
  const waits = (name: string, phone: string | null) => ({ id: id('cus'), name, phone })
  waitFor(salon, { customer: waits('Greta Lindholm', '+12125550181'), serviceId: haircut.id, employeeId: first.id, startsBefore: '12:00', note: 'Flies out on Sunday.', createdAt: since(50) })
  waitFor(salon, { customer: waits('Abel Moreno', null), serviceId: shortCut.id, startsAfter: '17:00', createdAt: since(20) })
}

const FIRST = ['Ava', 'Noah', 'Isla', 'Mateo', 'Chloe', 'Samir', 'Ruth', 'Diego', 'Hana', 'Owen', 'Priya', 'Elena', 'Marcus', 'Nina', 'Joel', 'Zoë']
const LAST = ['Bennett', 'Castillo', 'Dorsey', 'Engström', 'Farouk', 'Greene', 'Hoang', 'Ito', 'Jensen', 'Kowalski', 'Lopez', 'Moreau']
const WORKING_MINUTES_TAKEN = 0.62

function fillBook(salon: Salon): void {
  const chance = seeded(20261124)
  const pick = <T>(list: T[]): T => list[Math.floor(chance() * list.length)] as T
  salon.services.forEach((service, index) => {
    service.employeeIds = salon.employees.filter((_, place) => index < 4 || (place + index) % 3 !== 0).map((employee) => employee.id)
  })
  for (const employee of salon.employees) {
    employee.serviceIds = salon.services.filter((service) => service.employeeIds.includes(employee.id)).map((service) => service.id)
  }

  const customers = Array.from({ length: 40 }, (_, index) => ({
    id: id('cus'), name: `${pick(FIRST)} ${pick(LAST)}`, phone: `+1212555${String(2100 + index * 37)}`,
  }))
  const today = clock.dateOf(salon.now())
  for (let day = -10; day <= 10; day += 1) {
    const date = addDays(today, day)
    for (const employee of salon.employees) {
      for (const { startsAt, endsAt } of employee.weeklyHours.filter((hours) => hours.weekday === weekdayOf(date))) {
        let minutes = minutesOfWallTime(startsAt)
        while (minutes < minutesOfWallTime(endsAt) - 30) {
          const service = pick(salon.services.filter((candidate) => employee.serviceIds.includes(candidate.id)))
          const addOns = service.addOns.filter(() => chance() < 0.2)
          const length = lengthOf(service, addOns)
          const fits = minutes + length <= minutesOfWallTime(endsAt)
          if (fits && chance() < WORKING_MINUTES_TAKEN) {
            const byPhone = chance() < 0.6
            const visit = addVisit(salon, {
              service, addOns, employee, customer: pick(customers), startsAt: instantAt(date, minutes, ZONE),
              source: byPhone ? 'PHONE' : pick(['STAFF', 'WEB']), notes: chance() < 0.08 ? 'Sensitive scalp, please use the mild shampoo.' : null,
            })
            visit.status = pastStatus(visit, salon.now(), chance())
            const booked = Math.min(Date.parse(visit.startsAt), salon.now().getTime()) - (chance() * 6 + 0.05) * 86_400_000
            visit.createdAt = toInstant(Math.floor(booked / 1000) * 1000)
            notify(salon, visit, 'BOOKING_CONFIRMATION', chance() < 0.04 ? 'FAILED' : 'DELIVERED')
            if (byPhone) rememberCall(salon, visit)
            minutes += length
          } else {
            minutes += 15 * Math.ceil(chance() * 4)
          }
        }
      }
    }
  }
  questionCalls(salon, pick)
}

function pastStatus(visit: Appointment, now: Date, roll: number): AppointmentStatus {
  if (Date.parse(visit.endsAt) < now.getTime()) return roll < 0.05 ? 'NO_SHOW' : roll < 0.1 ? 'CANCELLED' : 'COMPLETED'
  if (Date.parse(visit.startsAt) < now.getTime()) return 'IN_PROGRESS'
  return roll < 0.45 ? 'CONFIRMED' : roll < 0.52 ? 'CANCELLED' : 'SCHEDULED'
}

export function lengthOf(service: Service, addOns: AddOn[]): number {
  return [service, ...addOns].reduce((sum, part) => sum + part.durationMinutes, 0)
}

export interface NewVisit {
  service: Service
  addOns: AddOn[]
  employee: Employee
  customer: Appointment['customer']
  startsAt: string
  source: Appointment['source']
  notes?: string | null
  callId?: string | null
  visitId?: string | null
  seriesId?: string | null
  isForced?: boolean
}

/** Writes a visit into the book. Whether the time is free has been asked before. */
export function addVisit(salon: Salon, given: NewVisit): Appointment {
  const { service, addOns, employee, customer, startsAt, source, notes, callId } = given
  const visit: Appointment = {
    id: id('apt'), startsAt, endsAt: toInstant(Date.parse(startsAt) + lengthOf(service, addOns) * 60_000),
    status: 'SCHEDULED', source, priceCents: [service, ...addOns].reduce((sum, part) => sum + part.priceCents, 0),
    servicePriceCents: service.priceCents, visitId: given.visitId ?? null, seriesId: given.seriesId ?? null, isForced: given.isForced ?? false, version: 1,
    currency: salon.tenant.currency, notes: notes ?? null,
    employee: { id: employee.id, name: employee.name, color: employee.color },
    service: { id: service.id, name: service.name },
    addOns: addOns.map((addOn) => ({ ...addOn })),
    customer, callId: callId ?? null, cancelReason: null, createdAt: toInstant(salon.now()),
  }
  salon.appointments.push(visit)
  note(salon, visit, visit.isForced ? 'FORCED' : 'BOOKED', { startsAt: { to: startsAt }, employeeId: { to: employee.id }, priceCents: { to: visit.priceCents } })
  return visit
}

/** Writes down what was done to a visit. */
export function note(salon: Salon, visit: Appointment, action: string, changes: HistoryEntry['changes']): void {
  const entry: HistoryEntry = { at: toInstant(salon.now()), action, actor: 'PERSON', actorName: 'June Alder', changes }
  salon.history.set(visit.id, [...(salon.history.get(visit.id) ?? []), entry])
}

export function notify(salon: Salon, visit: Appointment, kind: Notification['kind'], status: Notification['status'] = 'QUEUED'): void {
  const words = { BOOKING_CONFIRMATION: 'is booked', BOOKING_MOVED: 'has been moved', BOOKING_CANCELLED: 'is cancelled' }
  salon.notifications.push({
    id: id('ntf'), channel: 'SMS', kind, recipient: visit.customer.phone ?? '', status, attempts: status === 'FAILED' ? 3 : 1,
    body: `${salon.tenant.name}: your ${visit.service.name} with ${visit.employee.name.split(' ')[0]} on ${clock.dayAndTime(visit.startsAt)} ${words[kind as keyof typeof words] ?? 'has changed'}.`,
    error: status === 'FAILED' ? 'The number cannot receive text messages (30006).' : null,
    appointmentId: visit.id, createdAt: visit.createdAt, sentAt: status === 'QUEUED' ? null : visit.createdAt,
    deliveredAt: null, subject: null, errorCode: status === 'FAILED' ? 30006 : null, segments: 2, costMicros: status === 'QUEUED' ? null : 16_600,
    costCurrency: 'USD', costIsEstimate: true, retryOfId: null, writtenBy: null, canResend: status === 'FAILED',
  })
}

/** Free starts, by the same idea of "free" that the mock books with. */
export function freeSlots(
  salon: Salon,
  wish: { service: Service; addOns: AddOn[]; employeeId?: string | null; from: SalonDate; to: SalonDate; moving?: string; holdId?: string | null },
): Slot[] {
  const slots = new Map<string, Slot>()
  const length = lengthOf(wish.service, wish.addOns)
  const staff = salon.employees.filter(
    (employee) => employee.isActive && wish.service.employeeIds.includes(employee.id) && (!wish.employeeId || employee.id === wish.employeeId),
  )
  for (let date = wish.from; date <= wish.to; date = addDays(date, 1)) {
    for (const employee of staff) {
      for (const hours of employee.weeklyHours.filter((entry) => entry.weekday === weekdayOf(date))) {
        for (let minutes = minutesOfWallTime(hours.startsAt); minutes + length <= minutesOfWallTime(hours.endsAt); minutes += 15) {
          const startsAt = instantAt(date, minutes, ZONE)
          if (Date.parse(startsAt) < salon.now().getTime() || isTaken(salon, employee.id, startsAt, length, wish.moving ?? wish.holdId)) continue
          const slot = slots.get(startsAt) ?? { startsAt, local: localOf(startsAt), employees: [], token: `token of ${startsAt}` }
          slot.employees.push({ id: employee.id, name: employee.name })
          slots.set(startsAt, slot)
        }
      }
    }
  }
  return [...slots.values()].sort((a, b) => a.startsAt.localeCompare(b.startsAt))
}

/** Whether a visit or a hold takes some of this time; `except` is the visit that is moved or the hold that is used. */
export function isTaken(salon: Salon, employeeId: string, startsAt: string, minutes: number, except?: string | null): boolean {
  const from = Date.parse(startsAt)
  const to = from + minutes * 60_000
  const lies = (stretch: { startsAt: string; endsAt: string }) => Date.parse(stretch.startsAt) < to && Date.parse(stretch.endsAt) > from
  return (
    salon.appointments.some((visit) => visit.employee.id === employeeId && visit.id !== except && visit.status !== 'CANCELLED' && lies(visit)) ||
    salon.holds.some((hold) => hold.employeeId === employeeId && hold.id !== except && Date.parse(hold.expiresAt) > salon.now().getTime() && lies(hold))
  )
}

/** "2026-11-24T15:00" on the salon's clock. */
export function localOf(instant: string): string {
  const minutes = clock.minutesOf(instant)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${clock.dateOf(instant)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function rememberCall(salon: Salon, visit: Appointment): void {
  const at = visit.createdAt
  const wish = `Hi, I'd like a ${visit.service.name.toLowerCase()} with ${visit.employee.name.split(' ')[0]}`
  const start = "Hi, I'd like a ".length
  const personStart = wish.lastIndexOf(' ') + 1
  const slot = { startsAt: visit.startsAt, local: localOf(visit.startsAt), person: visit.employee.id, personName: visit.employee.name }
  const record = call(salon, at, 'BOOK_APPOINTMENT', 'BOOKED', [
    spoken(null, `Thank you for calling ${salon.tenant.name}. How can I help you?`),
    {
      ...spoken(wish, `I have ${clock.dayAndTime(visit.startsAt)} with ${visit.employee.name.split(' ')[0]}. Shall I book that?`),
      understood: {
        intent: 'book_appointment', confidence: 0.96, acts: [{ kind: 'book', start: 4, end: start }],
        entities: [
          entity(wish, start, start + visit.service.name.length, { type: 'service', key: visit.service.id, name: visit.service.name }),
          entity(wish, personStart, wish.length, { type: 'stylist', key: visit.employee.id, name: visit.employee.name }),
        ],
      },
      tools: [{
        call: { tool: 'find_slots', service: visit.service.id, addOns: [], person: visit.employee.id, from: slot.local.slice(0, 10), to: slot.local.slice(0, 10), ask: null, moving: null },
        result: { result: 'slots', slots: [slot], refused: null },
      }],
      understandingMicros: 412,
    },
    {
      ...spoken('Yes please', `You are booked for ${clock.dayAndTime(visit.startsAt)}. See you then.`),
      understood: { intent: 'affirm', confidence: 0.99, acts: [{ kind: 'affirm', start: 0, end: 10 }], entities: [] },
      tools: [{
        call: { tool: 'book', service: visit.service.id, addOns: [], slot, personWasAskedFor: true, customerName: visit.customer.name, customerPhone: visit.customer.phone ?? '' },
        result: { result: 'booked', visit: toolVisit(visit) },
      }],
      understandingMicros: 96,
    },
  ])
  record.from = visit.customer.phone
  record.customer = { id: visit.customer.id, name: visit.customer.name }
  record.appointmentId = visit.id
  visit.callId = record.id
}

export function toolVisit(visit: Appointment) {
  return {
    key: visit.id, service: visit.service.id, serviceName: visit.service.name, addOns: visit.addOns.map((addOn) => addOn.id),
    person: visit.employee.id, personName: visit.employee.name, local: localOf(visit.startsAt), priceCents: visit.priceCents,
    customerName: visit.customer.name,
  }
}

export function entity(heard: string, start: number, end: number, value: EntityValue) {
  return { start, end, text: Array.from(heard).slice(start, end).join(''), value, alternatives: [], negated: false, confidence: 0.93 }
}

export function spoken(heard: string | null, said: string): Omit<Turn, 'sequence' | 'at'> {
  return { heard, said, understood: null, tools: [], understandingMicros: null, unheard: null, model: null, proof: [] }
}

/** A call of which there is nothing but its words. */
export const soundless = { transcriptErasedAt: null, recording: null, voicemailRecording: null, legs: [], telephonyCost: null }

/** A call that leaves nothing to do. */
export const nothingLeft = {
  callBack: null, message: null, voicemail: null, summary: null, needsFollowUp: false, followedUpAt: null, followedUpBy: null, modelCostMicros: 0,
}

export function call(
  salon: Salon, startedAt: string, reason: CallReason, outcome: CallOutcome, turns: Omit<Turn, 'sequence' | 'at'>[],
): CallRecord {
  const seconds = turns.length * 14
  const record: CallRecord = {
    id: id('call'), channel: 'PHONE', from: null, customer: null, status: 'COMPLETED', reason, outcome, startedAt,
    endedAt: toInstant(Date.parse(startedAt) + seconds * 1000), durationSeconds: seconds, appointmentId: null, turnCount: turns.length, ...nothingLeft,
    turns: turns.map((turn, sequence) => ({ ...turn, sequence, at: toInstant(Date.parse(startedAt) + sequence * 14_000) })),
  }
  salon.calls.push(record)
  return record
}

function questionCalls(salon: Salon, pick: <T>(list: T[]) => T): void {
  const asked: [CallReason, CallOutcome, string, string, 'ask_hours' | 'ask_price' | 'speak_to_human' | 'other'][] = [
    ['ASK_HOURS', 'ANSWERED', 'Are you open on Saturday?', 'On Saturday we are open from 9 AM to 5 PM.', 'ask_hours'],
    ['ASK_PRICE', 'ANSWERED', 'How much is a balayage?', 'A balayage is 240 dollars and takes three hours.', 'ask_price'],
    ['SPEAK_TO_HUMAN', 'TRANSFERRED', 'Can I talk to a person please', 'Of course, one moment.', 'speak_to_human'],
    ['OTHER', 'UNRESOLVED', 'Do you know if the laundromat is open', 'I can only help with the salon. Goodbye.', 'other'],
  ]
  for (let index = 0; index < 14; index += 1) {
    const [reason, outcome, heard, said, intent] = pick(asked)
    const at = toInstant(salon.now().getTime() - index * 5.3 * 3_600_000 - 600_000)
    const record = call(salon, at, reason, outcome, [
      spoken(null, `Thank you for calling ${salon.tenant.name}. How can I help you?`),
      { ...spoken(heard, said), understood: { intent, confidence: 0.91, acts: [], entities: [] }, understandingMicros: 230 },
    ])
    record.from = index % 5 === 0 ? null : `+1646555${2000 + index * 71}`
    if (outcome === 'UNRESOLVED' && record.from !== null) {
      record.callBack = { name: null, phone: record.from }
      record.needsFollowUp = true
      record.summary = `Somebody (${record.from}) wanted something else. Nothing booked. A call back was promised on ${record.from}.`
    }
  }
}

/** A small generator (mulberry32): the same seed gives the same salon. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
