import { describe, expect, test } from 'vitest'
import { CODE, CREDENTIALS, LINK } from '../../../../mock-api/accounts'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import { useSession } from '../session'
import InvitationPage from './InvitationPage.vue'

const network = useFakeNetwork()

async function open(options: { secret?: string; isLoggedIn?: boolean } = {}) {
  const { wrapper, router } = await visit(InvitationPage, { at: `/invitation#${options.secret ?? LINK}`, isLoggedIn: options.isLoggedIn ?? false })
  const wentTo: string[] = []
  router.beforeEach((to) => {
    wentTo.push(to.fullPath)
    return false
  })
  const send = async (fields: Record<string, string>) => {
    for (const [field, text] of Object.entries(fields)) await wrapper.get(field).setValue(text)
    await wrapper.get('form').trigger('submit')
    await settle()
  }
  return { wrapper, wentTo, send }
}

describe('an invitation', () => {
  test('makes an account for whoever has none', async () => {
    const { wrapper, wentTo, send } = await open()
    expect(wrapper.get('h1').text()).toBe('Join Juniper & Co.')
    expect(wrapper.text()).toContain('You are invited as front desk.')

    await send({ '#name': 'Pia Holm', '#password': 'a good long one' })

    expect(wentTo).toEqual(['/'])
    expect(useSession().member).toMatchObject({ role: 'FRONT_DESK', user: { name: 'Pia Holm', email: 'new@juniper.example' } })
  })

  test('is joined at once by whoever is logged in with its address', async () => {
    network.salon.account.invitedTo = { salonName: 'Second Chair', email: CREDENTIALS.email, role: 'MANAGER', hasAccount: true }
    const { wrapper, wentTo } = await open({ isLoggedIn: true })

    expect(wrapper.find('input').exists()).toBe(false)
    await wrapper.get('button').trigger('click')
    await settle()

    expect(wentTo).toEqual(['/'])
    expect(useSession().member?.role).toBe('MANAGER')
  })

  test('asks whoever has an account to log in, with the second factor too', async () => {
    network.salon.account.invitedTo = { salonName: 'Second Chair', email: CREDENTIALS.email, role: 'MANAGER', hasAccount: true }
    network.salon.account.user.hasTwoFactor = true
    const { wentTo, send } = await open()

    await send({ '#password': CREDENTIALS.password })
    await send({ '#code': CODE })

    expect(wentTo).toEqual(['/'])
    expect(useSession().member?.role).toBe('MANAGER')
  })

  test('for another address says so before anything is done', async () => {
    network.salon.account.invitedTo = { salonName: 'Second Chair', email: 'other@juniper.example', role: 'MANAGER', hasAccount: true }
    const { wrapper } = await open({ isLoggedIn: true })

    expect(wrapper.text()).toContain('You are logged in as owner@juniper.example. This invitation is for other@juniper.example.')
    await wrapper.get('button').trigger('click')
    await settle()

    expect(wrapper.find('#password').exists()).toBe(true)
  })

  test.each(['', 'made-up'])('with the secret “%s” is not valid', async (secret) => {
    const { wrapper } = await open({ secret })

    expect(wrapper.get('h1').text()).toBe('This invitation is not valid any more')
  })
})
