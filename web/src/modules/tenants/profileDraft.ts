/** The salon's profile while it is edited: what stands in the fields, and what of it is a change. */
import type { ProfileChange, Tenant } from '@/api/types'
import { formatPhone } from '@/ui/phone'

/** Fields that may be empty: the salon then has none. */
const OPTIONAL = ['address', 'forwardTo', 'contactEmail', 'website'] as const
/** Fields that always hold something. */
const REQUIRED = ['name', 'country', 'timezone', 'currency', 'locale'] as const

export type ProfileField = (typeof OPTIONAL)[number] | (typeof REQUIRED)[number]
export type ProfileDraft = Record<ProfileField, string>

/** What stands in the fields before anything is typed. */
export function draftOf(tenant: Tenant): ProfileDraft {
  const { name, country, timezone, currency, locale } = tenant
  return {
    name, country, timezone, currency, locale,
    address: tenant.address ?? '',
    forwardTo: tenant.forwardTo === null ? '' : formatPhone(tenant.forwardTo),
    contactEmail: tenant.contactEmail ?? '',
    website: tenant.website ?? '',
  }
}

/** Only what differs from what was read: whoever changes something else meanwhile is not undone. */
export function changesIn(draft: ProfileDraft, tenant: Tenant): ProfileChange {
  const before = draftOf(tenant)
  const isChanged = (field: ProfileField) => draft[field].trim() !== before[field]
  return Object.fromEntries([
    ...REQUIRED.filter(isChanged).map((field) => [field, draft[field].trim()]),
    ...OPTIONAL.filter(isChanged).map((field) => [field, draft[field].trim() || null]),
  ])
}

export interface Choice {
  value: string
  label: string
}

/** Every currency in use, by name. */
export function currencies(language = 'en'): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  const all = Intl.supportedValuesOf('currency').map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` }))
  return all.sort((a, b) => new Intl.Collator(language).compare(a.label, b.label))
}

/** How dates and amounts are written in most places that Bolt is used; any other is kept where the salon has it. */
const LOCALES = [
  'en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-NZ', 'cs-CZ', 'da-DK', 'de-AT', 'de-CH', 'de-DE', 'es-ES', 'es-MX', 'es-US', 'fi-FI',
  'fr-CA', 'fr-CH', 'fr-FR', 'it-IT', 'ja-JP', 'ko-KR', 'nb-NO', 'nl-BE', 'nl-NL', 'pl-PL', 'pt-BR', 'pt-PT', 'sv-SE', 'tr-TR', 'vi-VN',
]

/** The languages to choose from, with the salon's own. */
export function locales(own: string, language = 'en'): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'language', languageDisplay: 'standard' })
  const all = LOCALES.includes(own) ? LOCALES : [own, ...LOCALES]
  return all.map((value) => ({ value, label: names.of(value) ?? value }))
}
