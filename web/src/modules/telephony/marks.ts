import type { Proof } from '@/api/types'

/** A piece of what the receptionist said: a claim or not, heard or not. */
export interface SaidSegment {
  text: string
  proof: Proof | null
  isUnheard: boolean
}

/**
 * Cuts the receptionist's words at their claims, and where the caller spoke into them. Positions count Unicode code points,
 * as the server counts them.
 */
export function marks(said: string, proof: Proof[], unheard: string | null): SaidSegment[] {
  const characters = Array.from(said)
  const heardUntil = unheard !== null && said.endsWith(unheard) ? characters.length - Array.from(unheard).length : characters.length
  const segments: SaidSegment[] = []
  let reached = 0
  const push = (to: number, claim: Proof | null) => {
    for (const end of [Math.min(to, heardUntil), to]) {
      if (end <= reached) continue
      segments.push({ text: characters.slice(reached, end).join(''), proof: claim, isUnheard: reached >= heardUntil })
      reached = end
    }
  }
  for (const claim of [...proof].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (claim.start < reached || claim.end > characters.length) continue
    push(claim.start, null)
    push(claim.end, claim)
  }
  push(characters.length, null)
  return segments
}
