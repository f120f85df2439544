import type { ApiError } from '@/api/error'
import type { SkippedDate, Slot } from '@/api/types'

/** The free times that come with `slot_taken`. */
export function alternativesOf(error: ApiError | null): Slot[] {
  return listIn<Slot>(error, 'alternatives')
}

/** The dates of a series that are not free, which come with `slot_taken` when nothing was booked because of them. */
export function skippedOf(error: ApiError | null): SkippedDate[] {
  return listIn<SkippedDate>(error, 'skipped')
}

function listIn<Item>(error: ApiError | null, name: string): Item[] {
  const details: unknown = error?.code === 'slot_taken' ? error.details : null
  if (typeof details !== 'object' || details === null) return []
  const found: unknown = Reflect.get(details, name)
  return Array.isArray(found) ? (found as Item[]) : []
}
