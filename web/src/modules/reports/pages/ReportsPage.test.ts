import { expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import ReportsPage from './ReportsPage.vue'

const network = useFakeNetwork()

test('figures of the salon are drawn, with its services and people', async () => {
  const { wrapper } = await visit(ReportsPage, { at: '/reports' })
  await settle()

  for (const { name } of network.salon.employees) expect(wrapper.text()).toContain(name)
  expect(wrapper.text()).toContain('Haircut')
})

test('a salon without anything has figures too', async () => {
  Object.assign(network.salon, { appointments: [], calls: [], employees: [], services: [] })

  const { wrapper } = await visit(ReportsPage, { at: '/reports' })
  await settle()

  expect(wrapper.find('h1').exists()).toBe(true)
  expect(wrapper.text()).not.toContain('could not be loaded')
})
