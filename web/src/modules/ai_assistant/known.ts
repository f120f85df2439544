import type { EntityValue, Turn } from '@/api/types'

/** What a conversation has brought to light so far. */
export interface Known {
  service: string | null
  addOns: string[]
  stylist: string | null
  date: EntityValue | null
  time: EntityValue | null
  name: string | null
  phone: string | null
}

/**
 * Reads off the turns what is known: the last word on each thing counts, "not Monday" takes a word back, and what
 * a booking was made with outweighs whatever was said.
 */
export function knownFrom(turns: Turn[], callerPhone: string | null): Known {
  const known: Known = { service: null, addOns: [], stylist: null, date: null, time: null, name: null, phone: callerPhone }
  for (const turn of turns) {
    for (const { value, negated } of turn.understood?.entities ?? []) {
      if (negated) forget(known, value)
      else learn(known, value)
    }
    for (const { call, result } of turn.tools) {
      if (result.result !== 'booked') continue
      const { visit } = result
      known.service = visit.serviceName
      known.stylist = visit.personName
      known.name = visit.customerName
      known.date = { type: 'date', date: visit.local.slice(0, 10) }
      known.time = { type: 'time', time: visit.local.slice(11), approximate: false }
      if (call.tool === 'book') known.phone = call.customerPhone
    }
  }
  return known
}

function learn(known: Known, value: EntityValue): void {
  switch (value.type) {
    case 'service':
    case 'stylist':
    case 'name':
      known[value.type] = value.name
      break
    case 'add_on':
      known.addOns = [...new Set([...known.addOns, value.name])]
      break
    case 'date':
    case 'date_range':
      known.date = value
      break
    case 'time':
    case 'time_range':
    case 'day_part':
      known.time = value
      break
    case 'phone':
      known.phone = value.digits
      break
    case 'ordinal':
      // "The first one" chooses among what was offered; what that was is in the next tool's call.
      break
  }
}

function forget(known: Known, value: EntityValue): void {
  const isSame = (other: EntityValue | null) => JSON.stringify(other) === JSON.stringify(value)
  if (value.type === 'add_on') known.addOns = known.addOns.filter((name) => name !== value.name)
  else if ((value.type === 'service' || value.type === 'stylist') && known[value.type] === value.name) known[value.type] = null
  else if (isSame(known.date)) known.date = null
  else if (isSame(known.time)) known.time = null
}

/** The day that the conversation is about: that of a booking, else of the times found, else the one named. */
export function dayInQuestion(turns: Turn[]): string | null {
  for (const turn of [...turns].reverse()) {
    for (const { result } of [...turn.tools].reverse()) {
      if (result.result === 'booked' || result.result === 'cancelled') return result.visit.local.slice(0, 10)
      if (result.result === 'slots' && result.slots[0]) return result.slots[0].local.slice(0, 10)
      if (result.result === 'visits' && result.visits[0]) return result.visits[0].local.slice(0, 10)
    }
    const named = turn.understood?.entities.find(({ value, negated }) => value.type === 'date' && !negated)
    if (named?.value.type === 'date') return named.value.date
  }
  return null
}
