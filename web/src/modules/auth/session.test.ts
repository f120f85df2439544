import { createPinia, setActivePinia } from 'pinia'
import { http, HttpResponse } from 'msw'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { CODE, CREDENTIALS, TOKEN } from '../../../mock-api/accounts'
import { failure, success } from '../../../mock-api/answers'
import { settle, useFakeNetwork } from '../../../mock-api/testing'
import { client, fetchData } from '@/api/client'
import { asApiError } from '@/api/error'
import { useRole } from './useRole'
import { useSession } from './session'

const network = useFakeNetwork()
beforeEach(() => setActivePinia(createPinia()))

const stored = () => ({ local: localStorage.getItem('bolt.token'), tab: sessionStorage.getItem('bolt.token') })

async function challengeOf(pending: Promise<unknown>): Promise<string> {
  const error = asApiError(await pending.then(() => null, (thrown: unknown) => thrown))
  expect(error.code).toBe('two_factor_required')
  return (error.details as { challenge: string }).challenge
}

describe('a log-in', () => {
  test('with a second factor is none before the code', async () => {
    network.salon.account.user.hasTwoFactor = true
    const session = useSession()

    const challenge = await challengeOf(session.logIn(CREDENTIALS.email, CREDENTIALS.password, true))
    expect(session.isLoggedIn).toBe(false)
    await session.logInWithCode(challenge, CODE, true)

    expect(session.member?.user.name).toBe('June Alder')
    expect(stored()).toEqual({ local: TOKEN, tab: null })
  })

  test('that takes the place of another is kept where that was', async () => {
    network.salon.account.otherSalons = [{ tenantId: 'ten_other', name: 'Second Chair', status: 'ACTIVE', role: 'STYLIST' }]
    const session = useSession()
    await session.logIn(CREDENTIALS.email, CREDENTIALS.password, false)

    await session.switchTo('ten_other')

    expect(session.member).toMatchObject({ role: 'STYLIST', tenant: { name: 'Second Chair' } })
    expect(stored()).toEqual({ local: null, tab: TOKEN })
  })

  test('is not ended by a late refusal of the one before it', async () => {
    const session = useSession()
    await session.logIn(CREDENTIALS.email, CREDENTIALS.password, true)
    let refuse = () => {}
    const held = new Promise<void>((resolve) => (refuse = resolve))
    network.server.use(
      http.get('*/api/tenant', async () => {
        await held
        return failure(401, 'token_expired', 'this log-in has ended; log in again')
      }),
      http.post('*/api/auth/switch', () => success({ ...session.member, token: 'another.token', expiresAt: '2026-12-01T00:00:00Z' })),
    )

    const late = fetchData(client.GET('/api/tenant')).catch(() => undefined)
    await session.switchTo('ten_other')
    refuse()
    await late

    expect(session.isLoggedIn).toBe(true)
  })

  test('that the server refuses is forgotten', async () => {
    const session = useSession()
    await session.logIn(CREDENTIALS.email, CREDENTIALS.password, true)
    network.server.use(http.get('*/api/tenant', () => HttpResponse.json({ status: 'error', code: 'token_expired', message: 'Over.' }, { status: 401 })))

    await fetchData(client.GET('/api/tenant')).catch(() => undefined)

    expect(session.isLoggedIn).toBe(false)
    expect(session.hasEnded).toBe(true)
    expect(stored()).toEqual({ local: null, tab: null })
  })
})

describe('in a salon that can only be looked at', () => {
  test('an owner sees as much as before and changes nothing', async () => {
    network.salon.account.readOnly = 'SUSPENDED'
    await useSession().logIn(CREDENTIALS.email, CREDENTIALS.password, true)

    const { isAtLeast, mayChangeBook, mayForce, mayManage } = useRole()

    expect(isAtLeast('OWNER')).toBe(true)
    expect([mayChangeBook.value, mayForce.value, mayManage.value]).toEqual([false, false, false])
  })

  test('this is learned from a refusal, and asked once', async () => {
    const session = useSession()
    await session.logIn(CREDENTIALS.email, CREDENTIALS.password, true)
    const asked = vi.fn()
    network.server.use(
      http.get('*/api/auth/me', asked),
      http.post('*/api/customers', () => failure(403, 'salon_suspended', 'this salon is suspended: it can be looked at, not changed; ask support')),
    )
    network.salon.account.readOnly = 'SUSPENDED'
    const change = () => fetchData(client.POST('/api/customers', { body: { name: 'Wilma Brandt' } })).catch(() => undefined)

    await Promise.all([change(), change(), change()])
    await vi.waitFor(() => expect(session.member?.readOnly).toBe('SUSPENDED'))
    await change()
    await settle()

    expect(asked).toHaveBeenCalledOnce()
    expect(useRole().mayChangeBook.value).toBe(false)
  })

  test('this is asked again at the next refusal, when it could not be asked', async () => {
    const session = useSession()
    await session.logIn(CREDENTIALS.email, CREDENTIALS.password, true)
    network.salon.account.readOnly = 'SUSPENDED'
    network.server.use(
      http.get('*/api/auth/me', () => failure(500, 'internal', 'Something went wrong.'), { once: true }),
      http.post('*/api/customers', () => failure(403, 'salon_suspended', 'No.')),
    )
    const change = () => fetchData(client.POST('/api/customers', { body: { name: 'Wilma Brandt' } })).catch(() => undefined)

    await change()
    await settle()
    expect(session.member?.readOnly).toBeNull()
    await change()

    await vi.waitFor(() => expect(session.member?.readOnly).toBe('SUSPENDED'))
  })
})

test('whoever is in no salon may do nothing in one', async () => {
  network.salon.account.isInNoSalon = true
  await useSession().logIn(CREDENTIALS.email, CREDENTIALS.password, true)

  expect(useRole().isAtLeast('STYLIST')).toBe(false)
})

describe('a look into a salon', () => {
  const look = { token: 'look.token', expiresAt: '2026-11-24T15:00:00Z' }

  test.each([
    ['leaves a remembered log-in to the other tabs', true, { local: TOKEN, tab: 'look.token' }, { local: TOKEN, tab: null }],
    ['keeps one of this tab aside', false, { local: null, tab: 'look.token' }, { local: null, tab: TOKEN }],
  ])('%s, and takes it up again', async (_, remember, during, afterwards) => {
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    const session = useSession()
    await session.logIn(CREDENTIALS.email, CREDENTIALS.password, remember)

    session.beginLook(look)
    expect(stored()).toEqual(during)
    expect(assign).toHaveBeenLastCalledWith('/')
    // The page is loaded anew.
    setActivePinia(createPinia())
    expect(useSession().looksUntil).toBe(look.expiresAt)
    await useSession().logOut()

    expect(stored()).toEqual(afterwards)
    expect(assign).toHaveBeenLastCalledWith('/operator')
    assign.mockRestore()
  })

  test('that is over leads back by itself', async () => {
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    await useSession().logIn(CREDENTIALS.email, CREDENTIALS.password, true)
    useSession().beginLook(look)
    setActivePinia(createPinia())
    useSession()

    await fetchData(client.GET('/api/tenant')).catch(() => undefined)

    expect(stored()).toEqual({ local: TOKEN, tab: null })
    expect(useSession().hasEnded).toBe(false)
    assign.mockRestore()
  })
})
