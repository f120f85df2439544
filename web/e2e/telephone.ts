import { createHmac } from 'node:crypto'
import type { APIRequestContext } from '@playwright/test'

/** A telephone, as the telephone company tells the server of it. */
export function telephone(request: APIRequestContext, from: string, to = process.env.BOLT_NUMBER ?? '') {
  const sid = `CA${Date.now().toString(16).padStart(32, '0')}`
  const recording = `RE${sid.slice(2)}`
  let turn = 0

  /** Says what is heard then. */
  async function tell(path: string, more: Record<string, string>): Promise<string> {
    const form = { CallSid: sid, From: from, To: to, ...more }
    const url = `${process.env.BOLT_URL}${path}`
    const answer = await request.post(url, { form, headers: { 'X-Twilio-Signature': signature(url, form) } })
    if (!answer.ok()) throw new Error(`${path} was answered with ${answer.status()}`)
    const spoken = (await answer.text()).matchAll(/<Say[^>]*>([^<]*)<\/Say>/g)
    return [...spoken].map(([, words]) => words?.replaceAll('&apos;', "'").replaceAll('&amp;', '&')).join(' ')
  }

  return {
    ring: (more: Record<string, string> = {}) => tell('/api/telephony/twilio/voice', { CallStatus: 'ringing', ...more }),
    say: (words: string) =>
      tell(`/api/telephony/twilio/voice/turn?turn=${(turn += 1)}`, { CallStatus: 'in-progress', SpeechResult: words }),
    /** The person to whom the caller was put through is not there. */
    nobodyAnswers: () => tell(`/api/telephony/twilio/voice/transfer-ended?turn=${(turn += 1)}`, { CallStatus: 'in-progress', DialCallStatus: 'no-answer' }),
    /** Speaks after the tone. */
    leaveMessage: (seconds: number) =>
      tell(`/api/telephony/twilio/voice/message?turn=${(turn += 1)}`, {
        CallStatus: 'in-progress', RecordingSid: recording, RecordingDuration: String(seconds), Digits: '#',
        RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/${recording}`,
      }),
    hangUp: () => tell('/api/telephony/twilio/voice/status', { CallStatus: 'completed', CallDuration: '21' }),
  }
}

/** Over the address and the form's fields in order of their names. */
function signature(url: string, form: Record<string, string>): string {
  const fields = Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1))
  const signed = url + fields.map(([name, value]) => name + value).join('')
  return createHmac('sha1', process.env.BOLT_TWILIO_AUTH_TOKEN ?? '').update(signed).digest('base64')
}
