import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { CODE, CREDENTIALS } from '../../../../mock-api/accounts'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import { useSession } from '../session'
import AccountPage from './AccountPage.vue'

const network = useFakeNetwork()

async function open() {
  const { wrapper } = await visit(AccountPage, { at: '/account' })
  const section = (id: string) => wrapper.get(`[aria-labelledby="${id}"]`)
  const press = async (id: string, words: string) => {
    await section(id).findAll('button').find((button) => button.text() === words)?.trigger('click')
    await settle()
  }
  const send = async (id: string, fields: Record<string, string>) => {
    for (const [field, text] of Object.entries(fields)) await wrapper.get(field).setValue(text)
    await section(id).get('form').trigger('submit')
    await settle()
  }
  return { wrapper, section, press, send }
}

test('a name is changed wherever it is shown', async () => {
  const { send } = await open()

  await send('profile', { '#own-name': ' June A. Alder ' })

  expect(network.salon.account.user.name).toBe('June A. Alder')
  expect(useSession().member?.user.name).toBe('June A. Alder')
})

describe('an address', () => {
  test('is asked for a link before it changes', async () => {
    const { section, press, send } = await open()

    await press('address', 'Change the address')
    await send('address', { '#new-email': 'june@alder.example', '#email-password': CREDENTIALS.password })

    expect(section('address').get('[role=status]').text()).toContain('A link is on its way to june@alder.example')
    expect(section('address').text()).toContain(CREDENTIALS.email)
  })

  test('is not changed with a wrong password', async () => {
    const { wrapper, press, send } = await open()

    await press('address', 'Change the address')
    await send('address', { '#new-email': 'june@alder.example', '#email-password': 'guess' })

    expect(wrapper.get('#email-password-note').text()).toBe('is not your password')
  })
})

test('a password is changed by whoever knows the old one', async () => {
  const { wrapper, send } = await open()

  await send('password', { '#current-password': 'guess', '#new-password': 'a good long one' })
  expect(wrapper.get('#current-password-note').text()).toBe('is not your password')
  await send('password', { '#current-password': CREDENTIALS.password, '#new-password': 'a good long one' })

  expect(network.salon.account.password).toBe('a good long one')
  expect(wrapper.get<HTMLInputElement>('#new-password').element.value).toBe('')
})

describe('the second factor', () => {
  test('is on once a code has shown that the telephone has the secret, and its recovery codes are shown once', async () => {
    const { section, press, send } = await open()

    await press('two-factor', 'Set it up')
    await send('two-factor', { '#factor-password': CREDENTIALS.password })
    expect(section('two-factor').get('img').attributes('src')).toMatch(/^data:image\/svg\+xml,%3Csvg/)
    expect(section('two-factor').get('code').text()).toBe('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP')
    await send('two-factor', { '#factor-code': '000 000' })
    expect(network.salon.account.user.hasTwoFactor).toBe(false)
    await send('two-factor', { '#factor-code': '123 456' })

    expect(section('two-factor').findAll('ol li').map((code) => code.text())).toEqual(network.salon.account.recoveryCodes)
    expect(useSession().member?.user.hasTwoFactor).toBe(true)
    await press('two-factor', 'I have kept them')
    expect(section('two-factor').find('ol').exists()).toBe(false)
    expect(section('two-factor').text()).toContain('4 recovery codes are left.')
  })

  test('gets new recovery codes, and asks for none of it twice', async () => {
    Object.assign(network.salon.account.user, { hasTwoFactor: true })
    letIn()
    const { section, press, send } = await open()

    await press('two-factor', 'New recovery codes')
    await send('two-factor', { '#factor-password': CREDENTIALS.password, '#factor-code': CODE })
    expect(section('two-factor').findAll('ol li')).toHaveLength(4)
    await press('two-factor', 'I have kept them')

    expect(section('two-factor').find('form').exists()).toBe(false)
  })

  test('is taken away with password and code', async () => {
    Object.assign(network.salon.account.user, { hasTwoFactor: true })
    letIn()
    const { wrapper, section, press, send } = await open()

    await press('two-factor', 'Take it away')
    await send('two-factor', { '#factor-password': CREDENTIALS.password, '#factor-code': '000000' })
    expect(wrapper.get('[role=alert]').text()).toContain('This code is not right')
    await send('two-factor', { '#factor-code': CODE })

    expect(network.salon.account.user.hasTwoFactor).toBe(false)
    expect(section('two-factor').text()).toContain('Set it up')
  })
})

/** A log-in without the second step, so that the page can be opened as by somebody who is in. */
function letIn(): void {
  network.server.use(http.post('*/api/auth/login', () => {
    const { user } = network.salon.account
    const me = { user, role: 'OWNER', tenant: network.salon.tenant, readOnly: null, salons: [] }
    return HttpResponse.json({ status: 'success', data: { token: 'mock.session.token', expiresAt: '2026-12-01T00:00:00Z', ...me } })
  }))
}

describe('log-ins', () => {
  test('are told apart, and others can be ended', async () => {
    const { section, wrapper } = await open()
    expect(section('sessions').findAll('li').map((one) => one.text())).toEqual([
      expect.stringMatching(/Chrome on Linux.*This one/s), expect.stringMatching(/Safari on iPhone.*Last used Sun, Nov 22/s),
    ])

    await wrapper.get('[aria-label="End the log-in of Safari on iPhone"]').trigger('click')
    await settle()

    expect(network.salon.account.sessions.map((session) => session.isCurrent)).toEqual([true])
    expect(section('sessions').findAll('li')).toHaveLength(1)
  })

  test('that cannot be loaded can be asked for again', async () => {
    network.server.use(http.get('*/api/auth/sessions', () => HttpResponse.json({ status: 'error', code: 'internal', message: 'Something went wrong.' }, { status: 500 })))

    const { section } = await open()

    expect(section('sessions').get('[role=alert]').text()).toContain('This could not be loaded')
  })
})

test('the page is there for whoever is in no salon', async () => {
  network.salon.account.isInNoSalon = true

  const { section } = await open()

  expect(section('sessions').findAll('li')).toHaveLength(2)
})
