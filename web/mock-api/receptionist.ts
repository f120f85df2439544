/**
 * A receptionist simple enough for a mock: it finds names of the catalogue, a weekday or "tomorrow", a time, and
 * asks for what is missing. The real one understands far more; this one only has to keep the page honest.
 */
import type { Appointment, CallState, Entity, EntityValue, Slot, Turn } from '../src/api/types'
import { addDays, weekdayOf } from '../src/ui/salonClock'
import { addVisit, clock, entity, freeSlots, id, nothingLeft, notify, spoken, toolVisit, type CallRecord, type Salon } from './salon'
import { toInstant } from './salonTime'

interface Conversation {
  known: Partial<{ service: string; stylist: string; date: string; time: string; name: string; phone: string }>
  offered: Slot | null
}

const conversations = new Map<string, Conversation>()

export function startCall(salon: Salon, phone: string | null): CallRecord {
  const customer = salon.appointments.find((visit) => phone !== null && visit.customer.phone === phone)?.customer
  const record: CallRecord = {
    id: id('call'), channel: 'BROWSER', from: phone, customer: customer ? { id: customer.id, name: customer.name } : null,
    status: 'IN_PROGRESS', reason: 'UNKNOWN', outcome: 'UNRESOLVED', startedAt: toInstant(wholeSecond(salon)), endedAt: null, durationSeconds: null,
    appointmentId: null, turnCount: 0, turns: [], ...nothingLeft,
  }
  salon.calls.push(record)
  conversations.set(record.id, { known: { phone: phone ?? undefined, name: customer?.name }, offered: null })
  addTurn(salon, record, spoken(null, salon.settings.settings.aiAssistant.greeting ?? `Thank you for calling ${salon.tenant.name}. How can I help you?`))
  return record
}

export function takeTurn(
  salon: Salon, record: CallRecord, heard: string | null,
): { turn: Turn; state: CallState; appointment: Appointment | null } {
  const conversation = conversations.get(record.id) ?? { known: {}, offered: null }
  const visitOf = () => salon.appointments.find((visit) => visit.id === record.appointmentId) ?? null
  const answer = (turn: Omit<Turn, 'sequence' | 'at'>, state: CallState = 'LISTENING') => {
    const added = addTurn(salon, record, turn)
    if (state !== 'LISTENING') endCall(salon, record)
    return { turn: added, state, appointment: visitOf() }
  }
  if (heard === null) return answer(spoken(null, 'I did not hear anything. What can I do for you?'))

  const entities = findEntities(salon, heard, conversation)
  const isYes = /\b(yes|yeah|sure|please do|perfect)\b/i.test(heard)
  const turn = (said: string, tools: Turn['tools'] = []): Omit<Turn, 'sequence' | 'at'> => ({
    ...spoken(heard, said), tools, understandingMicros: 180 + heard.length * 7,
    understood: { intent: isYes ? 'affirm' : /\bbye|that's all|no thanks\b/i.test(heard) ? 'goodbye' : 'book_appointment', confidence: 0.94, acts: [], entities },
  })

  if (/\b(person|human|someone)\b/i.test(heard)) {
    record.outcome = 'TRANSFERRED'
    return answer(turn('Of course, one moment please.'), 'TRANSFERRED')
  }
  if (record.appointmentId !== null && /\b(no|bye|all|thanks)\b/i.test(heard)) return answer(turn('Thank you for calling. Goodbye!'), 'ENDED')

  for (const found of entities) learn(conversation, found.value)
  record.reason = 'BOOK_APPOINTMENT'
  const { known } = conversation
  const service = salon.services.find((candidate) => candidate.id === known.service)
  const employee = salon.employees.find((candidate) => candidate.id === known.stylist)
  if (!service) return answer(turn('What would you like to have done?'))
  if (!known.date) return answer(turn(`A ${service.name.toLowerCase()}. On which day would you like to come?`))

  const question = { service, addOns: [], employeeId: employee?.id, from: known.date, to: addDays(known.date, 7) }
  const slots = freeSlots(salon, question)
  const offer = slots.find((slot) => slot.local >= `${known.date}T${known.time ?? '00:00'}`) ?? slots[0]
  const tools: Turn['tools'] = [{
    call: { tool: 'find_slots', service: service.id, addOns: [], person: employee?.id ?? null, from: question.from, to: question.to, ask: null, moving: null },
    result: { result: 'slots', slots: slots.slice(0, 3).map(toolSlot), refused: null },
  }]
  if (!offer) return answer(turn('I am sorry, there is nothing free in that week. Another day?', tools))
  if (!known.time) {
    const times = slots.slice(0, 3).map((slot) => clock.time(slot.startsAt)).join(', ')
    return answer(turn(`${clock.day(offer.startsAt)}: I have ${times}. What time suits you?`, tools))
  }
  if (!known.name) return answer(turn('What name may I put it under?', tools))
  if (!known.phone) return answer(turn('And what is your phone number?', tools))
  if (conversation.offered?.startsAt === offer.startsAt && isYes) {
    const person = salon.employees.find((candidate) => candidate.id === offer.employees[0]?.id) ?? salon.employees[0]
    if (!person) return answer(turn('Something went wrong on our side.'))
    const customer = { id: id('cus'), name: known.name, phone: known.phone }
    const visit = addVisit(salon, { service, addOns: [], employee: person, customer, startsAt: offer.startsAt, source: 'PHONE', callId: record.id })
    notify(salon, visit, 'BOOKING_CONFIRMATION')
    Object.assign(record, { appointmentId: visit.id, outcome: 'BOOKED', customer: { id: customer.id, name: customer.name } })
    return answer(turn(`You are booked: ${service.name} with ${person.name} on ${clock.dayAndTime(visit.startsAt)}. Anything else?`, [{
      call: {
        tool: 'book', service: service.id, addOns: [], slot: toolSlot(offer), personWasAskedFor: employee !== undefined,
        customerName: known.name, customerPhone: known.phone,
      },
      result: { result: 'booked', visit: toolVisit(visit) },
    }]))
  }
  conversation.offered = offer
  return answer(turn(`That is a ${service.name.toLowerCase()} with ${offer.employees[0]?.name} on ${clock.dayAndTime(offer.startsAt)} for ${known.name}. Shall I book it?`, tools))
}

export function endCall(salon: Salon, record: CallRecord): void {
  if (record.status !== 'IN_PROGRESS') return
  record.status = 'COMPLETED'
  record.endedAt = toInstant(wholeSecond(salon))
  record.durationSeconds = Math.round((Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000)
}

function addTurn(salon: Salon, record: CallRecord, turn: Omit<Turn, 'sequence' | 'at'>): Turn {
  const added = { ...turn, sequence: record.turns.length, at: toInstant(wholeSecond(salon)) }
  record.turns.push(added)
  record.turnCount = record.turns.length
  return added
}

function wholeSecond(salon: Salon): number {
  return Math.floor(salon.now().getTime() / 1000) * 1000
}

function toolSlot(slot: Slot) {
  return { startsAt: slot.startsAt, local: slot.local, person: slot.employees[0]?.id ?? '', personName: slot.employees[0]?.name ?? '' }
}

function learn({ known }: Conversation, value: EntityValue): void {
  if (value.type === 'service') known.service = value.key
  if (value.type === 'stylist' && value.key !== null) known.stylist = value.key
  if (value.type === 'date') known.date = value.date
  if (value.type === 'time') known.time = value.time.slice(0, 5)
  if (value.type === 'name') known.name = value.name
  if (value.type === 'phone') known.phone = value.digits
  if (value.type === 'ordinal') known.time = '00:00'
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

function findEntities(salon: Salon, heard: string, conversation: Conversation): Entity[] {
  const found: Entity[] = []
  const add = (match: RegExpExecArray | null, value: (text: string) => EntityValue | null) => {
    if (!match) return
    // Positions count code points, as the server's do.
    const start = Array.from(heard.slice(0, match.index)).length
    const meaning = value(match[0])
    if (meaning) found.push(entity(heard, start, start + Array.from(match[0]).length, meaning))
  }
  const today = clock.dateOf(salon.now())

  const named = [...salon.services].sort((a, b) => b.name.length - a.name.length)
  const service = named.find((candidate) => heard.toLowerCase().includes(candidate.name.toLowerCase()))
  if (service) add(new RegExp(service.name, 'i').exec(heard), () => ({ type: 'service', key: service.id, name: service.name }))
  for (const employee of salon.employees) {
    add(new RegExp(`\\b${employee.name.split(' ')[0]}\\b`, 'i').exec(heard), () => ({ type: 'stylist', key: employee.id, name: employee.name }))
  }
  add(/\b(today|tomorrow)\b/i.exec(heard), (text) => ({ type: 'date', date: addDays(today, text.toLowerCase() === 'today' ? 0 : 1) }))
  add(new RegExp(`\\b(${WEEKDAYS.join('|')})\\b`, 'i').exec(heard), (text) => {
    const ahead = (WEEKDAYS.indexOf(text.toLowerCase()) + 1 - weekdayOf(today) + 7) % 7
    return { type: 'date', date: addDays(today, ahead) }
  })
  add(/\b(\d{1,2})(:\d{2})?\s?(am|pm)\b/i.exec(heard), (text) => {
    const [, hours = '0', minutes = ':00', half = ''] = /(\d{1,2})(:\d{2})?\s?(am|pm)/i.exec(text) ?? []
    const hour = (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
    return { type: 'time', time: `${String(hour).padStart(2, '0')}${minutes}:00`, approximate: false }
  })
  add(/\+?\d[\d -]{6,}\d/.exec(heard), (text) => ({ type: 'phone', digits: text.replace(/[^\d+]/g, '') }))
  add(/\bfirst\b/i.exec(heard), () => ({ type: 'ordinal', position: 1 }))
  const isAskedForName = conversation.known.time !== undefined && conversation.known.name === undefined
  add(isAskedForName ? /\p{Lu}[\p{L}'-]+( \p{Lu}[\p{L}'-]+)?$/u.exec(heard.trim()) : null, (text) => ({ type: 'name', name: text }))
  return found
}
