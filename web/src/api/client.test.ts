import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CREDENTIALS, failure, handlersFor } from '../../mock-api/handlers'
import { emptySalon } from '../../mock-api/salon'
import { authorizeWith, client, fetchData, fetchPage } from './client'
import { ApiError } from './error'
import type { ReadOnly } from './types'

const server = setupServer(...handlersFor(emptySalon()))
let token: string | null = null
let refusals = 0
let reasons: ReadOnly[] = []

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  token = null
  refusals = 0
  reasons = []
  authorizeWith({ token: () => token, refused: () => (refusals += 1), readOnly: (reason) => reasons.push(reason) })
})
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

async function logIn(): Promise<void> {
  token = (await fetchData(client.POST('/api/auth/login', { body: CREDENTIALS }))).token
}

async function errorOf(pending: Promise<unknown>): Promise<ApiError> {
  const thrown = await pending.then(() => null, (error: unknown) => error)
  expect(thrown).toBeInstanceOf(ApiError)
  return thrown as ApiError
}

describe('an answer', () => {
  test('comes without its envelope', async () => {
    await logIn()

    const tenant = await fetchData(client.GET('/api/tenant'))

    expect(tenant.timezone).toBe('America/New_York')
  })

  test('that is a list comes with its place among the pages', async () => {
    await logIn()

    const { items, pagination } = await fetchPage(client.GET('/api/appointments'))

    expect(items).toEqual([])
    expect(pagination).toMatchObject({ page: 1, total: 0 })
  })
})

describe('a failure', () => {
  test('of the form names each wrong field', async () => {
    const error = await errorOf(fetchData(client.POST('/api/auth/login', { body: { email: 'owner', password: 'x' } })))

    expect(error).toMatchObject({ status: 400, code: 'validation_failed', requestId: 'req_mock' })
    expect(error.fields).toEqual({ email: 'must be an e-mail address' })
  })

  test('keeps what the server adds to it', async () => {
    server.use(http.get('*/api/tenant', () => failure(409, 'slot_taken', 'Taken.', undefined, { alternatives: [1] })))

    const error = await errorOf(fetchData(client.GET('/api/tenant')))

    expect(error.details).toEqual({ alternatives: [1] })
  })

  test('of a proxy in between shows nothing of its page', async () => {
    server.use(http.get('*/api/tenant', () => HttpResponse.html('<h1>Bad gateway</h1>', { status: 502 })))

    const error = await errorOf(fetchData(client.GET('/api/tenant')))

    expect(error).toMatchObject({ status: 502, code: 'unexpected', message: 'Something went wrong.' })
  })

  test('of the network is told from an answer', async () => {
    server.use(http.get('*/api/tenant', () => HttpResponse.error()))

    const error = await errorOf(fetchData(client.GET('/api/tenant')))

    expect(error.isUnreachable).toBe(true)
  })
})

describe('a refused token', () => {
  test('ends the session', async () => {
    token = 'an old one'

    await errorOf(fetchData(client.GET('/api/tenant')))

    expect(refusals).toBe(1)
  })

  test('is not what a wrong password is', async () => {
    const wrong = { ...CREDENTIALS, password: 'guess' }

    const error = await errorOf(fetchData(client.POST('/api/auth/login', { body: wrong })))

    expect(error.code).toBe('invalid_credentials')
    expect(refusals).toBe(0)
  })
})

describe('a salon that can only be looked at', () => {
  test.each([
    ['salon_suspended', ['SUSPENDED']],
    ['salon_inactive', ['INACTIVE']],
    ['look_in', ['LOOK_IN']],
    ['forbidden', []],
  ])('is known by the code: %s', async (code, expected) => {
    await logIn()
    server.use(http.post('*/api/customers', () => failure(403, code, 'No.')))

    const error = await errorOf(fetchData(client.POST('/api/customers', { body: { name: 'Wilma Brandt' } })))

    expect(error.code).toBe(code)
    expect(reasons).toEqual(expected)
  })

  test('is no other than the one at hand', async () => {
    await logIn()
    server.use(http.post('*/api/customers', () => {
      token = 'of another salon'
      return failure(403, 'salon_suspended', 'No.')
    }))

    await errorOf(fetchData(client.POST('/api/customers', { body: { name: 'Wilma Brandt' } })))

    expect(reasons).toEqual([])
  })

  test('is not seen in the page of a proxy', async () => {
    await logIn()
    server.use(http.post('*/api/customers', () => HttpResponse.html('<h1>Forbidden</h1>', { status: 403 })))

    const error = await errorOf(fetchData(client.POST('/api/customers', { body: { name: 'Wilma Brandt' } })))

    expect(error.code).toBe('unexpected')
    expect(reasons).toEqual([])
  })
})
