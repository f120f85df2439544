/**
 * Where a salon can be: the countries and the zones to choose from, and which of them the browser stands in.
 */

/** Countries that the server knows, by ISO 3166-1. */
const COUNTRIES = [
  'AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY',
  'BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK',
  'FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR',
  'IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK',
  'ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM',
  'PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD',
  'TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW',
].join(' ').split(' ')

export interface Choice {
  value: string
  label: string
}

/** Every country with its name, by name. */
export function countries(language = 'en'): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  const byName = new Intl.Collator(language).compare
  return COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value })).sort((a, b) => byName(a.label, b.label))
}

/** Every zone, and the browser's own, which may have a name that is in no list. */
export function timezones(own = ownTimezone()): Choice[] {
  const known = Intl.supportedValuesOf('timeZone')
  const all = known.includes(own) ? known : [own, ...known]
  return all.map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}

export function ownTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}

/**
 * The country that somebody most likely is in. Their clock tells better than their language, which half the world sets
 * to American English; the language decides where several countries share a clock, or the clock tells nothing.
 */
export function likelyCountry(zone = ownTimezone(), languages: readonly string[] = navigator.languages): string {
  const spoken = languages.map(regionOf).filter((region) => region !== undefined && COUNTRIES.includes(region))
  const here = COUNTRIES.filter((country) => zonesOf(country).includes(zone))
  return spoken.find((region) => region !== undefined && here.includes(region)) ?? here[0] ?? spoken[0] ?? 'US'
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region
  } catch {
    return undefined
  }
}

/** Newer browsers have a method for it, older ones a property, and some neither. */
function zonesOf(country: string): string[] {
  const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & { getTimeZones?: () => string[]; timeZones?: string[] }
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}
