import { describe, expect, test } from 'vitest'
import { HttpResponse, http } from 'msw'
import { CREDENTIALS } from '../../../../mock-api/handlers'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import LogInPage from './LogInPage.vue'

const network = useFakeNetwork()

async function logInWith(email: string, password: string, at = '/log-in') {
  const { wrapper, router } = await visit(LogInPage, { at, isLoggedIn: false })
  // Asked for rather than reached: the page itself would have to be loaded first.
  const wentTo: string[] = []
  router.beforeEach((to) => {
    wentTo.push(to.fullPath)
    return false
  })
  await wrapper.get('#email').setValue(email)
  await wrapper.get('#password').setValue(password)
  await wrapper.get('form').trigger('submit')
  await settle()
  return { wrapper, wentTo }
}

describe('the log-in', () => {
  test('leads to where the person wanted to go', async () => {
    const { wentTo } = await logInWith(CREDENTIALS.email, CREDENTIALS.password, '/log-in?next=/calls?outcome=BOOKED')

    expect(wentTo).toEqual(['/calls?outcome=BOOKED'])
  })

  test('never leads out of the dashboard', async () => {
    const { wentTo } = await logInWith(CREDENTIALS.email, CREDENTIALS.password, '/log-in?next=//elsewhere.example')

    expect(wentTo).toEqual(['/'])
  })

  test('keeps the token on this device only when asked to', async () => {
    await logInWith(CREDENTIALS.email, CREDENTIALS.password)
    expect(localStorage.getItem('bolt.token')).not.toBeNull()
    expect(sessionStorage.getItem('bolt.token')).toBeNull()
  })

  test('says that a password is wrong without saying which part', async () => {
    const { wrapper } = await logInWith(CREDENTIALS.email, 'guess')

    expect(wrapper.get('[role=alert]').text()).toBe('E-mail or password is not right.')
  })

  test('puts the server’s words at the field they are about', async () => {
    const { wrapper } = await logInWith('owner', 'x')

    expect(wrapper.get('#email-note').text()).toBe('must be an e-mail address')
    expect(wrapper.get('#email').attributes('aria-describedby')).toBe('email-note')
  })

  test('asks nothing of the server while a field is empty', async () => {
    network.server.use(http.post('*/api/auth/login', () => HttpResponse.error()))

    const { wrapper } = await logInWith('', '')

    expect(wrapper.text()).toContain('Enter your e-mail address.')
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })

  test('tells a silent server from a wrong password', async () => {
    network.server.use(http.post('*/api/auth/login', () => HttpResponse.error()))

    const { wrapper } = await logInWith(CREDENTIALS.email, CREDENTIALS.password)

    expect(wrapper.get('[role=alert]').text()).toContain('could not be reached')
  })
})
