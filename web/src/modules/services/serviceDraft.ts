import type { Service, ServiceSegment } from '@/api/types'
import type { components } from '@/api/schema'
import { fromTyped, toTyped } from '@/ui/money'

/** A service while it is typed. Numbers are what stands in their fields. */
export interface ServiceDraft {
  name: string
  category: string
  description: string
  price: string
  isInParts: boolean
  minutes: number | null
  parts: PartDraft[]
  bufferBefore: number | null
  bufferAfter: number | null
  synonyms: string
  addOnIds: string[]
  /** All equipment that it needs. */
  resourceIds: string[]
  /** What of it is needed only in the parts that name it, if there are parts. */
  onlyInParts: string[]
  employeeIds: string[]
  isActive: boolean
}

/** A part while it is typed. */
export interface PartDraft {
  kind: ServiceSegment['kind']
  minutes: number | null
  bookable: boolean
  /** Equipment that is needed in it. */
  resourceIds: string[]
}

/** What is typed of an existing service, or of a new one. */
export function draftOf(service: Service | null, currency: string): ServiceDraft {
  const onlyInParts = [...new Set(service?.segments.flatMap((part) => part.resourceIds ?? []))]
  return {
    name: service?.name ?? '',
    category: service?.category ?? '',
    description: service?.description ?? '',
    price: service ? toTyped(service.priceCents, currency) : '',
    isInParts: (service?.segments.length ?? 0) > 0,
    minutes: service?.durationMinutes ?? 45,
    parts: service?.segments.map(({ kind, minutes, bookable = true, resourceIds = [] }) => ({ kind, minutes, bookable, resourceIds: [...resourceIds] })) ?? [],
    bufferBefore: service?.bufferBeforeMinutes ?? 0,
    bufferAfter: service?.bufferAfterMinutes ?? 0,
    synonyms: service?.synonyms.join(', ') ?? '',
    addOnIds: [...(service?.addOnIds ?? [])],
    resourceIds: [...(service?.resourceIds ?? []), ...onlyInParts],
    onlyInParts,
    employeeIds: [...(service?.employeeIds ?? [])],
    isActive: service?.isActive ?? true,
  }
}

/** Parts to begin with when plain work of so many minutes is taken apart. */
export function partsFrom(minutes: number | null): PartDraft[] {
  const work = Math.max(5, Math.round((minutes ?? 45) / 2 / 5) * 5)
  return [
    { kind: 'work', minutes: work, bookable: true, resourceIds: [] },
    { kind: 'processing', minutes: 30, bookable: true, resourceIds: [] },
    { kind: 'finishing', minutes: 20, bookable: true, resourceIds: [] },
  ]
}

/** How long the client is there; tidying up is the stylist's alone. */
export function clientMinutes(draft: Pick<ServiceDraft, 'isInParts' | 'minutes' | 'parts'>): number {
  if (!draft.isInParts) return draft.minutes ?? 0
  return draft.parts.filter((part) => part.kind !== 'transition').reduce((sum, part) => sum + (part.minutes ?? 0), 0)
}

/** Equipment that is needed in parts only, and in none of them so far. */
export function partlessIn({ isInParts, parts, resourceIds, onlyInParts }: ServiceDraft): string[] {
  if (!isInParts) return []
  const isInOne = (id: string) => parts.some((part) => part.kind !== 'transition' && part.resourceIds.includes(id))
  return onlyInParts.filter((id) => resourceIds.includes(id) && !isInOne(id))
}

type NewService = components['schemas']['NewService']

/** What is sent; null where the price cannot be read. Without a number the server says what is missing. */
export function bodyOf(draft: ServiceDraft, currency: string): NewService | null {
  const priceCents = fromTyped(draft.price, currency)
  if (priceCents === null) return null
  const isOnlyInParts = (id: string) => draft.isInParts && draft.onlyInParts.includes(id)
  const neededIn = ({ kind, resourceIds }: PartDraft) =>
    kind === 'transition' ? [] : resourceIds.filter((id) => draft.resourceIds.includes(id) && isOnlyInParts(id))
  return {
    name: draft.name,
    category: draft.category,
    description: draft.description,
    priceCents,
    ...(!draft.isInParts && { durationMinutes: draft.minutes ?? 0 }),
    segments: draft.isInParts ? draft.parts.map((part) => ({ ...part, minutes: part.minutes ?? 0, resourceIds: neededIn(part) })) : [],
    bufferBeforeMinutes: draft.bufferBefore ?? 0,
    bufferAfterMinutes: draft.bufferAfter ?? 0,
    synonyms: draft.synonyms.split(/[,\n]/).map((word) => word.trim()).filter(Boolean),
    addOnIds: draft.addOnIds,
    resourceIds: draft.resourceIds.filter((id) => !isOnlyInParts(id)),
    employeeIds: draft.employeeIds,
  }
}
