import { describe, expect, test } from 'vitest'
import { CREDENTIALS } from '../../../../mock-api/accounts'
import { failure } from '../../../../mock-api/answers'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import { http } from 'msw'
import { useSession } from '../session'
import SignUpPage from './SignUpPage.vue'

const network = useFakeNetwork()

async function signUpWith(given: { email: string; password: string }) {
  const { wrapper, router } = await visit(SignUpPage, { at: '/sign-up', isLoggedIn: false })
  const wentTo: string[] = []
  router.beforeEach((to) => {
    wentTo.push(to.fullPath)
    return false
  })
  await wrapper.get('#salon-name').setValue(' Second Chair ')
  await wrapper.get('#name').setValue('Ines Falk')
  await wrapper.get('#email').setValue(given.email)
  await wrapper.get('#password').setValue(given.password)
  await wrapper.get('form').trigger('submit')
  await settle()
  return { wrapper, wentTo }
}

describe('a sign-up', () => {
  test('founds the salon and leads into it', async () => {
    const { wentTo } = await signUpWith({ email: 'ines@chair.example', password: 'a good long one' })

    expect(wentTo).toEqual(['/'])
    expect(useSession().member).toMatchObject({ tenant: { name: 'Second Chair' }, user: { name: 'Ines Falk', isEmailVerified: false } })
  })

  test('with an address that has an account leads to the log-in', async () => {
    const { wrapper, wentTo } = await signUpWith({ email: CREDENTIALS.email, password: 'a good long one' })

    expect(wentTo).toEqual([])
    expect(wrapper.get('[role=alert]').text()).toContain('There is an account with this address already.')
    expect(wrapper.get('[role=alert] a').attributes('href')).toBe('/log-in')
  })

  test('puts the server’s words at the field they are about', async () => {
    const { wrapper } = await signUpWith({ email: 'ines@chair.example', password: 'short' })

    expect(wrapper.get('#password-note').text()).toBe('must have at least 10 characters')
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    expect(document.activeElement?.id).toBe('password')
  })

  test('says what has no field of its own', async () => {
    network.server.use(http.post('*/api/auth/signup', () => failure(400, 'validation_failed', 'currency must be known', { currency: 'must be known' })))

    const { wrapper } = await signUpWith({ email: 'ines@chair.example', password: 'a good long one' })

    expect(wrapper.get('[role=alert]').text()).toBe('currency must be known')
  })
})
