import { describe, expect, test } from 'vitest'
import { CODE, LINK } from '../../../../mock-api/accounts'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import ResetPasswordPage from './ResetPasswordPage.vue'

const network = useFakeNetwork()

async function open(secret = LINK) {
  const { wrapper, router } = await visit(ResetPasswordPage, { at: `/reset-password#${secret}`, isLoggedIn: false })
  const wentTo: string[] = []
  router.beforeEach((to) => {
    wentTo.push(to.fullPath)
    return false
  })
  const send = async (field: string, text: string) => {
    await wrapper.get(field).setValue(text)
    await wrapper.get('form').trigger('submit')
    await settle()
  }
  return { wrapper, wentTo, send }
}

describe('a new password', () => {
  test('is saved, and leads into the dashboard', async () => {
    const { wentTo, send } = await open()

    await send('#password', 'a good long one')

    expect(network.salon.account.password).toBe('a good long one')
    expect(wentTo).toEqual(['/'])
  })

  test('still asks for the second factor', async () => {
    network.salon.account.user.hasTwoFactor = true
    const { wrapper, wentTo, send } = await open()

    await send('#password', 'a good long one')
    expect(wrapper.get('h1').text()).toBe('Enter your code')
    expect(wentTo).toEqual([])
    await send('#code', CODE)

    expect(wentTo).toEqual(['/'])
  })

  test('that is too short says so at the field', async () => {
    const { wrapper, send } = await open()

    await send('#password', 'short')

    expect(wrapper.get('#password-note').text()).toBe('must have at least 10 characters')
  })

  test('cannot be set by a link that was used', async () => {
    const { wrapper, send } = await open('used')

    await send('#password', 'a good long one')

    expect(wrapper.get('h1').text()).toBe('This link does not work any more')
    expect(wrapper.get('a').attributes('href')).toBe('/forgot-password')
  })
})
