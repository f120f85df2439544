import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import type { PhoneNumber, PhoneNumbers } from '@/api/types'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import PhoneNumberPage from './PhoneNumberPage.vue'

const network = useFakeNetwork()

const number: PhoneNumber = {
  id: 'num_01h455vb4pex5vsknk084sn02q', number: '+16465550117', hasSms: true, createdAt: '2026-11-24T13:00:00Z', releaseAt: null, lastCallAt: null,
  checkedAt: '2026-11-24T13:00:00Z', problem: null, registration: 'APPROVED', registrationReason: null,
}
const nothing: PhoneNumbers = { numbers: [], order: null, supply: 'REAL', country: 'US', forwarding: null }

async function open(telephone: Partial<PhoneNumbers>): Promise<string> {
  network.server.use(http.get('*/api/phone-numbers', () => HttpResponse.json({ status: 'success', data: { ...nothing, ...telephone } })))
  const { wrapper } = await visit(PhoneNumberPage, { at: '/phone-number' })
  await settle()
  return wrapper.text()
}

describe('the phone number', () => {
  test('a salon without one is shown how to get it', async () => {
    const text = await open({})
    expect(text).toContain('No number yet')
    expect(text).toContain('Find a number')
    expect(text).toContain('Get a number first')
  })

  test('without a telephone company there is nothing to buy', async () => {
    const text = await open({ supply: 'NONE' })
    expect(text).toContain('has no telephone company')
    expect(text).not.toContain('Find a number')
  })

  test.each([
    ['MISSING', 'Calls work. Mobile networks in the United States block messages'],
    ['IN_REVIEW', 'There is nothing to do'],
    ['REJECTED', 'Reason: the website does not work'],
    ['APPROVED', 'Registered: messages go out.'],
  ] as const)('a registration that is %s says what to do next', async (registration, words) => {
    const reason = registration === 'REJECTED' ? 'the website does not work' : null
    expect(await open({ numbers: [{ ...number, registration, registrationReason: reason }] })).toContain(words)
  })

  test('what is wrong with a number, and that it leaves, is said', async () => {
    expect(await open({ numbers: [{ ...number, problem: 'NOT_THERE' }] })).toContain('Not connected')
    const leaving = await open({ numbers: [{ ...number, hasSms: false, releaseAt: '2026-12-01T13:00:00Z' }] })
    expect(leaving).toContain('Being given back')
    expect(leaving).toContain('Keep it')
    expect(leaving).toContain('This number takes calls only.')
  })

  test.each([
    ['GONE', 'bought by somebody else'],
    ['REFUSED', 'does not sell (646) 555-0117'],
    ['UNREACHABLE', 'could not be reached'],
  ] as const)('an order that is %s says so', async (problem, words) => {
    const order = { id: 'ord_01h455vb4pex5vsknk084sn02q', number: number.number, state: 'FAILED' as const, problem, createdAt: number.createdAt }
    expect(await open({ order })).toContain(words)
  })

  test.each([
    ['WAITING', 'Waiting for your call until'],
    ['ARRIVED', 'Your carrier does not say'],
    ['CONFIRMED', 'It works'],
    ['MISSED', 'No call has arrived'],
  ] as const)('a test that is %s says so', async (test, words) => {
    const forwarding = {
      number: '+12125550181', carrier: 'VERIZON' as const, codes: [{ condition: 'NOT_TAKEN' as const, on: '*716465550117', off: '*73' }], to: number.number,
      test, testEndsAt: number.createdAt, arrivedAt: number.createdAt,
    }
    const text = await open({ numbers: [number], forwarding })
    expect(text).toContain(words)
    expect(text).toContain('*716465550117')
  })
})
