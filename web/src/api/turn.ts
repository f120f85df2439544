/**
 * Turns of a call, with what was understood and done in words that TypeScript can check.
 *
 * The document leaves these parts open ("`type` says which of its other members are there"), because the server
 * keeps them as they were on the day of the call and learns new kinds over time. So they are read here: what this
 * dashboard has no words for is left out, and the rest of the call is shown all the same.
 */
import type { components } from './schema'

type Schemas = components['schemas']

export type EntityValue =
  | { type: 'date'; date: string }
  | { type: 'date_range'; from: string | null; to: string | null }
  | { type: 'time'; time: string; approximate: boolean }
  | { type: 'time_range'; from: string | null; to: string | null }
  | { type: 'day_part'; part: 'morning' | 'lunch' | 'afternoon' | 'evening' | 'night' }
  | { type: 'service'; key: string; name: string }
  | { type: 'add_on'; key: string; name: string }
  | { type: 'stylist'; key: string | null; name: string }
  | { type: 'name'; name: string }
  | { type: 'phone'; digits: string }
  | { type: 'ordinal'; position: number }

/** A free start, as the receptionist was told it. `local` is the salon's clock. */
export interface ToolSlot {
  startsAt: string
  local: string
  person: string
  personName: string
}

/** A visit, as the receptionist was told it. */
export interface ToolVisit {
  key: string
  service: string
  serviceName: string
  addOns: string[]
  person: string
  personName: string
  local: string
  priceCents: number
  customerName: string
}

export interface Refusal {
  reason: string
  opens: string | null
  closes: string | null
}

export type ToolCall =
  | {
      tool: 'find_slots'; service: string; addOns: string[]; person: string | null; from: string; to: string
      ask: string | null; moving: string | null
    }
  | {
      tool: 'book'; service: string; addOns: string[]; slot: ToolSlot; personWasAskedFor: boolean
      customerName: string; customerPhone: string
    }
  | { tool: 'find_visits'; phone: string }
  | { tool: 'cancel'; visit: string }
  | { tool: 'move'; visit: string; slot: ToolSlot; personWasAskedFor: boolean }

export type ToolResult =
  | { result: 'slots'; slots: ToolSlot[]; refused: Refusal | null }
  | { result: 'booked'; visit: ToolVisit }
  | { result: 'cancelled'; visit: ToolVisit }
  | { result: 'not_booked'; refused: Refusal; nearest: ToolSlot[] }
  | { result: 'visits'; visits: ToolVisit[] }
  | { result: 'refused'; sentence: string }
  | { result: 'failed' }

export interface ToolRun {
  call: ToolCall
  result: ToolResult
}

export type Entity = Omit<Schemas['UnderstoodEntity'], 'value' | 'alternatives'> & { value: EntityValue; alternatives: EntityValue[] }

export type Understood = Omit<Schemas['TurnUnderstanding'], 'entities'> & { entities: Entity[] }

export type Turn = Omit<Schemas['Turn'], 'understood' | 'tools'> & { understood: Understood | null; tools: ToolRun[] }

/** A kind that is known, with a member that tells it from the same name meaning something else. */
const VALUES: Record<EntityValue['type'], string> = {
  date: 'date', date_range: 'from', time: 'time', time_range: 'from', day_part: 'part', service: 'name', add_on: 'name',
  stylist: 'name', name: 'name', phone: 'digits', ordinal: 'position',
}
const CALLS: Record<ToolCall['tool'], string> = {
  find_slots: 'service', book: 'slot', find_visits: 'phone', cancel: 'visit', move: 'slot',
}
const RESULTS: Record<ToolResult['result'], string> = {
  slots: 'slots', booked: 'visit', cancelled: 'visit', not_booked: 'refused', visits: 'visits', refused: 'sentence', failed: 'result',
}

/** A turn as it came, read. */
export function readTurn(wire: Schemas['Turn']): Turn {
  const { understood } = wire
  return {
    ...wire,
    understood: understood && { ...understood, entities: understood.entities.flatMap(readEntity) },
    tools: wire.tools.flatMap(readTool),
  }
}

function readEntity(entity: Schemas['UnderstoodEntity']): Entity[] {
  const { value } = entity
  if (!isValue(value)) return []
  return [{ ...entity, value, alternatives: entity.alternatives.filter(isValue) }]
}

function readTool({ call, result }: Schemas['UsedToolBody']): ToolRun[] {
  if (!isOneOf<ToolCall>(call, call.tool, CALLS) || !isOneOf<ToolResult>(result, result.result, RESULTS)) return []
  return [{ call, result }]
}

function isValue(value: unknown): value is EntityValue {
  return typeof value === 'object' && value !== null && 'type' in value && isOneOf<EntityValue>(value, value.type, VALUES)
}

function isOneOf<Kind extends object>(found: object, kind: unknown, kinds: Record<string, string>): found is Kind {
  const member = typeof kind === 'string' ? kinds[kind] : undefined
  return member !== undefined && member in found
}
