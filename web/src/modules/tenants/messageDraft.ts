import type { SalonSettings } from '@/api/types'

type Notifications = SalonSettings['notifications']

/** Which messages go out, as it stands in the fields. */
export interface MessageDraft {
  smsEnabled: boolean
  emailEnabled: boolean
  /** Hours before a visit, separated by commas. */
  reminders: string
  quietEnabled: boolean
  /** `21:00` */
  quietFrom: string
  quietTo: string
  reviewEnabled: boolean
  reviewLink: string
  reviewHours: string
  missedCallTexts: boolean
}

const USUAL_QUIET = { fromMinute: 21 * 60, toMinute: 8 * 60 }
const MOST = 5
const SHORTEST = 15
const LONGEST = 14 * 24 * 60

export function readMessages(given: Notifications): MessageDraft {
  const quiet = given.quietHours ?? USUAL_QUIET
  return {
    smsEnabled: given.smsEnabled,
    emailEnabled: given.emailEnabled,
    reminders: given.reminderMinutes.map((minutes) => String(Number((minutes / 60).toFixed(2)))).join(', '),
    quietEnabled: given.quietHours !== null,
    quietFrom: clock(quiet.fromMinute),
    quietTo: clock(quiet.toMinute),
    reviewEnabled: given.reviewRequests.enabled,
    reviewLink: given.reviewRequests.link ?? '',
    reviewHours: String(given.reviewRequests.hoursAfter),
    missedCallTexts: given.missedCallTexts,
  }
}

export function writeMessages(draft: MessageDraft): Notifications {
  return {
    smsEnabled: draft.smsEnabled,
    emailEnabled: draft.emailEnabled,
    reminderMinutes: minutesOf(draft.reminders) ?? [],
    quietHours: draft.quietEnabled ? { fromMinute: minute(draft.quietFrom), toMinute: minute(draft.quietTo) } : null,
    reviewRequests: { enabled: draft.reviewEnabled, link: draft.reviewLink.trim() || null, hoursAfter: Number(draft.reviewHours) || 1 },
    missedCallTexts: draft.missedCallTexts,
  }
}

/** Minutes before a visit, of hours as somebody types them; `null` when they make no sense. */
export function minutesOf(hours: string): number[] | null {
  const minutes = hours.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part) => Math.round(Number(part) * 60))
  const isRight = minutes.length <= MOST && minutes.every((one) => one >= SHORTEST && one <= LONGEST)
  return isRight ? minutes : null
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

function minute(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
