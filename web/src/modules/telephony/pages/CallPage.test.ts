import { describe, expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import CallPage from './CallPage.vue'

const network = useFakeNetwork()

async function openCall(id: string) {
  return (await visit(CallPage, { at: `/calls/${id}` })).wrapper
}

function callToFollowUp() {
  const call = network.salon.calls.find((candidate) => candidate.needsFollowUp)
  if (!call) throw new Error('no call is to be followed up')
  return call
}

describe('a call', () => {
  test('is heard when somebody wants to, and says what is said in it', async () => {
    const call = callToFollowUp()
    Object.assign(call, {
      voicemail: { seconds: 12, text: 'It is Dana, call me.' }, voicemailRecording: { state: 'STORED', seconds: 12, sizeBytes: 44 },
      recording: { state: 'EXPIRED', seconds: 61, sizeBytes: 0 },
    })
    const wrapper = await openCall(call.id)
    const message = wrapper.get('[aria-label="Voice message"]')
    expect(message.text()).toContain('0:12')
    expect(message.text()).toContain('It is Dana, call me.')
    expect(wrapper.get('[aria-label=Recording]').text()).toContain('older than your settings say')
    expect(wrapper.find('audio').exists()).toBe(false)

    await message.get('button').trigger('click')
    await settle()

    expect(message.get('audio').attributes('src')).toMatch(/^blob:/)
  })

  test('shows whom the caller was put through to, and what it cost', async () => {
    const call = callToFollowUp()
    const leg = { to: '+12125550181', state: 'ANSWERED', startedAt: '2026-11-24T13:00:00Z', talkedSeconds: 125 }
    Object.assign(call, { legs: [leg], telephonyCost: { micros: 28_500, isEstimate: true } })

    const wrapper = await openCall(call.id)

    expect(wrapper.get('[aria-label="Put through to"]').text()).toMatch(/\(212\) 555-0181\s*Answered.*spoke for 2:05/)
    expect(wrapper.text()).toContain('about $0.0285')
  })

  test('says that its words were deleted', async () => {
    const call = callToFollowUp()
    Object.assign(call, { transcriptErasedAt: '2026-11-24T13:00:00Z' })

    expect((await openCall(call.id)).text()).toContain('The transcript was deleted on')
  })

  test('says what came of it, and is marked as seen to', async () => {
    const call = callToFollowUp()
    const wrapper = await openCall(call.id)
    expect(wrapper.text()).toContain(call.summary)

    const button = wrapper.findAll('button').find((candidate) => candidate.text() === 'Mark as done')
    await button?.trigger('click')
    await settle()

    expect(call.needsFollowUp).toBe(false)
    expect(wrapper.text()).toContain('Seen to')
  })

  test('shows what stands behind a claim, and what the caller did not hear', async () => {
    const call = callToFollowUp()
    const [turn] = call.turns
    if (!turn) throw new Error('nothing was said')
    Object.assign(turn, {
      said: 'It is $45. Is that all right?',
      unheard: ' Is that all right?',
      proof: [{ kind: 'price', text: '$45', start: 6, end: 9, isProven: true, source: { table: 'services', id: 'svc_1' } }],
    })

    const wrapper = await openCall(call.id)

    const claim = wrapper.get('.claim')
    expect(claim.get('button').text()).toBe('$45')
    expect(claim.get('.source').text()).toMatch(/Price:\s+your services/)
    expect(claim.get('a').attributes('href')).toBe('/services')
    expect(wrapper.get('s').text()).toBe('Is that all right?')
  })
})
