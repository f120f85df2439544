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
