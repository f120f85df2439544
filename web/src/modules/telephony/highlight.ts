import type { Entity } from '@/api/types'

/** A piece of what the caller said; with an entity where the piece stands for something. */
export interface Segment {
  text: string
  entity: Entity | null
}

/**
 * Cuts the caller's words at the entities. Positions count Unicode code points, as the server counts them: an
 * emoji before a date is one character there and two in a JavaScript string.
 */
export function highlight(heard: string, entities: Entity[]): Segment[] {
  const characters = Array.from(heard)
  const segments: Segment[] = []
  let reached = 0
  const push = (to: number, entity: Entity | null) => {
    if (to > reached) segments.push({ text: characters.slice(reached, to).join(''), entity })
    reached = Math.max(reached, to)
  }
  for (const entity of [...entities].sort((a, b) => a.start - b.start || b.end - a.end)) {
    // Nested readings ("next Friday" within "Friday to Sunday") show the outer one.
    if (entity.start < reached || entity.end > characters.length) continue
    push(entity.start, null)
    push(entity.end, entity)
  }
  push(characters.length, null)
  return segments
}
