import type { CustomerChange, CustomerProfile } from '@/api/types'

/** A profile as its form has it: every field is there, and nothing is an empty text. */
export interface ProfileFields {
  name: string
  phone: string
  email: string
  notes: string
  preferences: string
  preferredEmployeeId: string | null
  marketingConsent: boolean
  isBlocked: boolean
  isVip: boolean
}

type Known = { [Field in keyof ProfileFields]: ProfileFields[Field] | null }

export function fieldsOf(customer: Known | null): ProfileFields {
  return {
    name: customer?.name ?? '',
    phone: customer?.phone ?? '',
    email: customer?.email ?? '',
    notes: customer?.notes ?? '',
    preferences: customer?.preferences ?? '',
    preferredEmployeeId: customer?.preferredEmployeeId ?? null,
    marketingConsent: customer?.marketingConsent ?? false,
    isBlocked: customer?.isBlocked ?? false,
    isVip: customer?.isVip ?? false,
  }
}

const TEXTS = ['phone', 'email', 'notes', 'preferences'] as const

/** The profile of somebody new. */
export function profileOf(fields: ProfileFields): CustomerProfile {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, fields[field].trim() || null]))
  return { ...fields, ...texts, name: fields.name.trim() }
}

/**
 * What somebody has changed in the form, and nothing else: what another has changed meanwhile stays, and notes of two
 * merged customers, longer than anybody could write them, are not refused for their length.
 */
export function changeOf(before: ProfileFields, after: ProfileFields): CustomerChange {
  const profile = profileOf(after)
  const earlier = profileOf(before)
  const changed = (Object.keys(fieldsOf(null)) as (keyof ProfileFields)[]).filter((field) => profile[field] !== earlier[field])
  return Object.fromEntries(changed.map((field) => [field, profile[field]]))
}
