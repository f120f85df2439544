import { http } from 'msw'
import { describe, expect, test, vi } from 'vitest'
import { failure } from '../../mock-api/answers'
import { settle, useFakeNetwork, visit } from '../../mock-api/testing'
import { client } from '@/api/client'
import { useSession } from '@/modules/auth'
import AppShell from './AppShell.vue'

const network = useFakeNetwork()
// The page inside is not what these tests are about; this one needs no salon.
const open = () => visit(AppShell, { at: '/no-salon' })

async function openMenu() {
  const { wrapper, router } = await open()
  await wrapper.get('[aria-label="Account of June Alder"]').trigger('click')
  await settle()
  const menu = document.body.querySelector<HTMLElement>('.p-popover')
  if (!menu) throw new Error('the menu did not open')
  return { menu, router }
}

describe('a salon that can only be looked at', () => {
  test.each([
    ['SUSPENDED', 'Juniper & Co. is suspended'],
    ['INACTIVE', 'Juniper & Co. has left Bolt'],
    ['LOOK_IN', 'You are looking in at Juniper & Co.'],
  ] as const)('because it is %s says so on every page', async (reason, words) => {
    network.salon.account.readOnly = reason

    const { wrapper } = await open()

    // The banner of a look is not part of the first download.
    await vi.waitFor(() => expect(wrapper.get('[role=status]').text()).toContain(words))
  })

  test('since a moment ago says so as soon as something is refused', async () => {
    const { wrapper } = await open()
    network.salon.account.readOnly = 'SUSPENDED'
    network.server.use(http.post('*/api/customers', () => failure(403, 'salon_suspended', 'this salon is suspended')))

    await client.POST('/api/customers', { body: { name: 'Wilma Brandt' } })
    await settle()

    expect(wrapper.get('[role=status]').text()).toContain('Juniper & Co. is suspended')
  })
})

describe('an address that is not confirmed', () => {
  test('is asked about, and another link can be sent', async () => {
    network.salon.account.user.isEmailVerified = false
    const { wrapper } = await open()
    const notice = wrapper.get('main [role=status]')
    expect(notice.text()).toContain('Please confirm that owner@juniper.example is yours')

    await wrapper.findAll('main button').find((button) => button.text() === 'Send it again')?.trigger('click')
    await settle()

    expect(notice.text()).toBe('A mail to owner@juniper.example is on its way.')
  })

  test('is not asked about again once somebody said not now', async () => {
    network.salon.account.user.isEmailVerified = false
    const { wrapper } = await open()

    await wrapper.get('[aria-label="Not now"]').trigger('click')

    expect(wrapper.find('main [role=status]').exists()).toBe(false)
  })
})

describe('the account menu', () => {
  test('leads into another of the person’s salons', async () => {
    network.salon.account.otherSalons = [{ tenantId: 'ten_other', name: 'Second Chair', status: 'ACTIVE', role: 'STYLIST' }]
    const { menu, router } = await openMenu()
    const [here, other] = menu.querySelectorAll<HTMLButtonElement>('[aria-label="Your salons"] button')
    expect(here?.getAttribute('aria-current')).toBe('true')
    expect(here?.disabled).toBe(true)

    other?.click()

    // The page that is shown first in the other salon has to be loaded.
    await vi.waitFor(() => expect(useSession().member).toMatchObject({ role: 'STYLIST', tenant: { name: 'Second Chair' } }), { timeout: 10_000 })
    expect(router.currentRoute.value.name).toBe('today')
    await settle()
  })

  test('offers nothing to choose where there is one salon', async () => {
    const { menu } = await openMenu()

    expect(menu.querySelector('[aria-label="Your salons"]')).toBeNull()
  })
})

test('whoever is in no salon sees none of its pages in the navigation', async () => {
  Object.assign(network.salon.account, { isInNoSalon: true })

  const { wrapper } = await open()

  expect(wrapper.text()).toContain('You are in no salon')
  expect(wrapper.findAll('nav a')).toEqual([])
})
