/** The salon's settings as they are before anybody changes them. */
import type { AiAssistant, SalonSettings, VersionedSettings } from '../src/api/types'

export const USUAL_ASSISTANT: AiAssistant = {
  greeting: null, tone: 'professional', voice: null, speech: 'NETWORK', line: 'TURNS', providers: [], monthlyBudgetCents: null,
  policy: { mayBook: true, mayMove: true, mayCancel: true, mayTellPrices: true },
  transfer: { whenAsked: true, whenUpset: true, afterMisses: 3, vip: false, screening: false, outsideHours: true, voicemail: true },
  afterHours: 'ANSWER', blockedNumbers: [], recording: { enabled: false, notice: null },
  retention: { recordingRetentionDays: 90, transcriptRetentionDays: 730, deleteAtNetwork: true },
  limits: { maxMinutes: 15, maxTurns: 80, maxConcurrentCalls: 0 }, knowledge: [],
}

export const USUAL_NOTIFICATIONS: SalonSettings['notifications'] = {
  smsEnabled: true, emailEnabled: true, reminderMinutes: [1440, 120], quietHours: { fromMinute: 1260, toMinute: 480 },
  reviewRequests: { enabled: false, link: null, hoursAfter: 3 }, missedCallTexts: false,
}

export function usualSettings(): VersionedSettings {
  return { version: 1, settings: { aiAssistant: structuredClone(USUAL_ASSISTANT), notifications: structuredClone(USUAL_NOTIFICATIONS) } }
}
