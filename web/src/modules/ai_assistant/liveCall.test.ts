import { delay, http } from 'msw'
import { describe, expect, test } from 'vitest'
import { defineComponent, h } from 'vue'
import { failure } from '../../../mock-api/handlers'
import { settle, useFakeNetwork, visit } from '../../../mock-api/testing'
import { useLiveCall } from './liveCall'

const network = useFakeNetwork()

async function startCall(phone: string | null = null) {
  await visit(defineComponent({ setup: () => { useLiveCall(); return () => h('div') } }))
  const call = useLiveCall()
  await call.start(phone)
  return call
}

describe('a call from the browser', () => {
  test('begins with the greeting and waits for words', async () => {
    const call = await startCall()

    expect(call.turns).toHaveLength(1)
    expect(call.lastTurn?.said).toContain('Thank you for calling')
    expect(call.isRunning).toBe(true)
  })

  test('keeps each turn with what was understood of it', async () => {
    const call = await startCall()

    await call.say({ text: 'A haircut with Maya tomorrow please' })

    expect(call.turns).toHaveLength(2)
    expect(call.lastTurn?.understood?.entities.map((entity) => entity.value.type)).toEqual(['service', 'stylist', 'date'])
  })

  test('says one thing at a time', async () => {
    const call = await startCall()

    await Promise.all([call.say({ text: 'A haircut' }), call.say({ text: 'and again' })])

    expect(network.salon.calls.at(-1)?.turns).toHaveLength(2)
  })

  test('goes on after an answer that failed', async () => {
    const call = await startCall()
    network.server.use(http.post('*/turns', () => failure(500, 'internal', 'Something went wrong.'), { once: true }))

    await call.say({ text: 'A haircut' })
    expect(call.failure?.code).toBe('internal')
    await call.say({ text: 'A haircut' })

    expect(call.failure).toBeNull()
    expect(call.turns).toHaveLength(2)
  })

  test('that is hung up stays hung up, though an answer is still on its way', async () => {
    const call = await startCall()
    network.server.use(http.post('*/turns', async () => { await delay(30) }, { once: true }))

    const answer = call.say({ text: 'A haircut' })
    await call.hangUp()
    await answer
    await settle()

    expect(call.state).toBe('ENDED')
    expect(network.salon.calls.at(-1)?.status).toBe('COMPLETED')
  })

  test('that could not be started says why, and can be tried again', async () => {
    network.server.use(http.post('*/ai-assistant/calls', () => failure(400, 'validation_failed', 'No.', { phone: 'is no number' }), { once: true }))

    const call = await startCall('123')
    expect(call.state).toBe('IDLE')
    expect(call.failure?.fields).toEqual({ phone: 'is no number' })
    await call.start(null)

    expect(call.isRunning).toBe(true)
  })
})
