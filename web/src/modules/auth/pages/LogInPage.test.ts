import { describe, expect, test } from 'vitest'
import { HttpResponse, http } from 'msw'
import { CODE, CREDENTIALS } from '../../../../mock-api/accounts'
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

  test('says how long to wait after too many tries', async () => {
    const tooMany = { status: 'error', code: 'too_many_requests', message: 'too many attempts; try again in 700 seconds' }
    network.server.use(http.post('*/api/auth/login', () => HttpResponse.json(tooMany, { status: 429, headers: { 'retry-after': '700' } })))

    const { wrapper } = await logInWith(CREDENTIALS.email, CREDENTIALS.password)

    expect(wrapper.get('[role=alert]').text()).toBe('Too many tries. Try again in 12 minutes.')
  })

  test('tells a silent server from a wrong password', async () => {
    network.server.use(http.post('*/api/auth/login', () => HttpResponse.error()))

    const { wrapper } = await logInWith(CREDENTIALS.email, CREDENTIALS.password)

    expect(wrapper.get('[role=alert]').text()).toContain('could not be reached')
  })
})

describe('the second step', () => {
  async function answerWith(code: string) {
    network.salon.account.user.hasTwoFactor = true
    const { wrapper, wentTo } = await logInWith(CREDENTIALS.email, CREDENTIALS.password, '/log-in?next=/calls')
    expect(wrapper.get('h1').text()).toBe('Enter your code')
    await wrapper.get('#code').setValue(code)
    await wrapper.get('form').trigger('submit')
    await settle()
    return { wrapper, wentTo }
  }
  const link = (wrapper: Awaited<ReturnType<typeof answerWith>>['wrapper'], words: string) =>
    wrapper.findAll('button').find((button) => button.text() === words)

  test('leads to where the person wanted to go', async () => {
    const { wentTo } = await answerWith(CODE)

    expect(wentTo).toEqual(['/calls'])
  })

  test('with a wrong code asks for the next one', async () => {
    const { wrapper, wentTo } = await answerWith('000000')

    expect(wentTo).toEqual([])
    expect(wrapper.get('[role=alert]').text()).toContain('This code is not right')
    expect(wrapper.get<HTMLInputElement>('#code').element.value).toBe('')
  })

  test('takes a recovery code instead', async () => {
    network.salon.account.recoveryCodes = ['abcde-23456']
    const { wrapper, wentTo } = await answerWith('')

    await link(wrapper, 'Use a recovery code')?.trigger('click')
    await wrapper.get('#code').setValue('abcde-23456')
    await wrapper.get('form').trigger('submit')
    await settle()

    expect(wentTo).toEqual(['/calls'])
    expect(network.salon.account.recoveryCodes).toEqual([])
  })

  test('that took too long begins again with the password', async () => {
    network.server.use(http.post('*/api/auth/login/two-factor', () =>
      HttpResponse.json({ status: 'error', code: 'challenge_expired', message: 'over' }, { status: 401 })))
    const { wrapper } = await answerWith(CODE)

    expect(wrapper.get('[role=alert]').text()).toContain('That took too long')
    expect(wrapper.get<HTMLInputElement>('#email').element.value).toBe(CREDENTIALS.email)
    expect(wrapper.get<HTMLInputElement>('#password').element.value).toBe('')
  })
})
