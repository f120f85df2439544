import { likelyCountry, ownTimezone } from './whereabouts'

/** What is asked of a salon that is to be founded. */
export interface NewSalon {
  name: string
  country: string
  timezone: string
}

/** One without a name yet, where this browser seems to be. */
export function newSalon(): NewSalon {
  return { name: '', country: likelyCountry(), timezone: ownTimezone() }
}
