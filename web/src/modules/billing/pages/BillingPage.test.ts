import { expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import BillingPage from './BillingPage.vue'

useFakeNetwork()

test('what is paid, what was used, and the invoices are shown', async () => {
  const { wrapper } = await visit(BillingPage, { at: '/billing' })
  await settle()

  expect(wrapper.text()).toContain('$295')
  expect(wrapper.text()).toContain('73')
  expect(wrapper.text()).toContain('BOLT-0003')
})
