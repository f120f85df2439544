/** The fake network's answers about telephone numbers. Every one that ends in 99 is gone by the time it is bought. */
import { http, type HttpHandler } from 'msw'
import { done, failure, success, type Data, type Guard, type Schemas } from './answers'
import { id } from './ids'
import type { Salon } from './salon'

const WEEK = 7 * 86_400_000
const TEST_LASTS = 10 * 60_000
/** How long an order, and a call that is waited for, take here. */
const SOON = 3_000

const CODES: Record<Schemas['ForwardingCarrier'], (to: string) => Schemas['ForwardingCode'][]> = {
  VERIZON: (to) => [{ condition: 'NOT_TAKEN', on: `*71${to.slice(2)}`, off: '*73' }],
  T_MOBILE: gsm,
  ATT: gsm,
  OTHER_MOBILE: gsm,
  LANDLINE: (to) => [{ condition: 'NO_ANSWER', on: `*92${to.slice(2)}`, off: '*93' }, { condition: 'BUSY', on: `*90${to.slice(2)}`, off: '*91' }],
  OFFICE: () => [],
}

function gsm(to: string): Schemas['ForwardingCode'][] {
  return [{ condition: 'NOT_TAKEN', on: `**004*${to}#`, off: '##004#' }]
}

export function numberHandlers(salon: Salon, guarded: Guard): HttpHandler[] {
  const now = () => salon.now().getTime()
  const at = (instant: number) => new Date(instant).toISOString()
  const added = (number: string): Schemas['PhoneNumber'] => ({
    id: id('num'), number, hasSms: true, createdAt: at(now()), releaseAt: null, lastCallAt: null, checkedAt: at(now()), problem: null,
    registration: 'MISSING', registrationReason: null,
  })
  const own = salon.tenant.phoneNumber
  const state: Schemas['PhoneNumbers'] = {
    numbers: own ? [{ ...added(own), registration: 'APPROVED', lastCallAt: at(now() - 1_800_000) }] : [],
    order: null, supply: 'SIMULATED', country: 'US', forwarding: null,
  }
  let testedAt: number | null = null

  /** What has happened since somebody last looked. */
  function goOn(): Schemas['PhoneNumbers'] {
    const { order, forwarding } = state
    if (order?.state === 'BUYING' && now() - Date.parse(order.createdAt) > SOON) {
      if (order.number.endsWith('99')) state.order = { ...order, state: 'FAILED', problem: 'GONE' }
      else {
        state.numbers.push(added(order.number))
        state.order = null
      }
    }
    if (forwarding?.test === 'WAITING' && testedAt !== null && now() - testedAt > SOON) {
      state.forwarding = { ...forwarding, test: 'CONFIRMED', testEndsAt: null, arrivedAt: at(now()) }
    }
    return state
  }
  const found = (numberId: string | undefined, change: (number: Schemas['PhoneNumber']) => void) => {
    const number = state.numbers.find((one) => one.id === numberId)
    if (!number) return failure(404, 'not_found', 'there is no such phone number')
    change(number)
    return success<Data<'/api/phone-numbers/{id}/check', 'post'>>(number)
  }

  return [
    http.get('*/api/phone-numbers', guarded(() => success<Data<'/api/phone-numbers', 'get'>>(goOn()))),
    http.get('*/api/phone-numbers/available', guarded((request) => {
      const query = new URL(request.url).searchParams
      const area = query.get('areaCode') ?? '646'
      if (!/^[2-9]\d\d$/.test(area)) return failure(400, 'validation_failed', 'areaCode must be three digits', { areaCode: 'must be three digits such as 212, the first from 2 to 9' })
      const all = [0, 1, 2, 3, 4, 99].map((line) => `+1${area}55501${String(line).padStart(2, '0')}`)
      const numbers = all.filter((number) => number.includes(query.get('contains') ?? '') && !state.numbers.some((one) => one.number === number))
      return success<Data<'/api/phone-numbers/available', 'get'>>({
        numbers: numbers.map((number) => ({ number, locality: 'New York', region: 'NY', hasSms: true })),
        price: { cents: 115, currency: 'USD' }, isWithoutSms: false,
      })
    })),
    http.post('*/api/phone-numbers/orders', guarded(async (request) => {
      const { number } = (await request.json()) as Schemas['NewNumberOrder']
      state.order = { id: id('ord'), number, state: 'BUYING', problem: null, createdAt: at(now()) }
      return success<Data<'/api/phone-numbers/orders', 'post'>>(state.order, 201)
    })),
    http.delete('*/api/phone-numbers/orders', guarded(() => {
      state.order = null
      return done()
    })),
    http.post('*/api/phone-numbers/:id/check', guarded((_, params) => found(params.id, (number) => (number.checkedAt = at(now()))))),
    http.post('*/api/phone-numbers/:id/release', guarded((_, params) => found(params.id, (number) => (number.releaseAt = at(now() + WEEK))))),
    http.post('*/api/phone-numbers/:id/keep', guarded((_, params) => found(params.id, (number) => (number.releaseAt = null)))),
    http.put('*/api/phone-numbers/forwarding', guarded(async (request) => {
      const { number, carrier } = (await request.json()) as Schemas['CallForwardingChange']
      const digits = number.replaceAll(/\D/g, '')
      if (digits.length < 10) return failure(400, 'validation_failed', 'number is too short', { number: 'the phone number is too short' })
      const to = state.numbers[0]?.number ?? null
      state.forwarding = { number: `+1${digits.slice(-10)}`, carrier, codes: to ? CODES[carrier](to) : [], to, test: 'NOT_TRIED', testEndsAt: null, arrivedAt: null }
      return success<Data<'/api/phone-numbers/forwarding', 'put'>>(state.forwarding)
    })),
    http.delete('*/api/phone-numbers/forwarding', guarded(() => {
      state.forwarding = null
      return done()
    })),
    http.post('*/api/phone-numbers/forwarding/test', guarded(() => {
      if (!state.forwarding) return failure(404, 'not_found', 'there is no such call forwarding')
      testedAt = now()
      state.forwarding = { ...state.forwarding, test: 'WAITING', testEndsAt: at(testedAt + TEST_LASTS), arrivedAt: null }
      return success<Data<'/api/phone-numbers/forwarding/test', 'post'>>(state.forwarding)
    })),
  ]
}
