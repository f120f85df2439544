/** In which order models are asked. Whoever stands below the receptionist's own engine is not asked: it always answers. */
import type { Provider } from '@/api/types'

/** Everybody who could answer, first choice first. */
export type Ranking = Provider[]

const ALL: Ranking = ['OPENAI', 'COMPATIBLE', 'LOCAL']

/** The ranking that settings mean; nothing where the salon has not chosen. */
export function rankingOf(providers: Provider[]): Ranking | null {
  if (providers.length === 0) return null
  const models = [...new Set(providers.slice(0, until(providers)))]
  const asked: Ranking = [...models, 'LOCAL']
  return [...asked, ...ALL.filter((provider) => !asked.includes(provider))]
}

/** What is saved of a ranking: whoever is asked. */
export function askedOf(ranking: Ranking | null): Provider[] {
  return ranking === null ? [] : ranking.slice(0, until(ranking) + 1)
}

/** With what a salon begins that chooses for itself. */
export function firstRanking(): Ranking {
  return [...ALL]
}

export function isAsked(ranking: Ranking, provider: Provider): boolean {
  return ranking.indexOf(provider) <= until(ranking)
}

/** The ranking with one a place up (-1) or down (1); the same where there is no such place. */
export function moved(ranking: Ranking, provider: Provider, by: -1 | 1): Ranking {
  const from = ranking.indexOf(provider)
  const other = ranking[from + by]
  if (from < 0 || other === undefined) return ranking
  return ranking.map((one, place) => (place === from ? other : place === from + by ? provider : one))
}

/** The place of the own engine, or the end. */
function until(providers: Provider[]): number {
  const own = providers.indexOf('LOCAL')
  return own < 0 ? providers.length : own
}
