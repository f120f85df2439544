import { expect, test, vi } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import TemplatesPage from './TemplatesPage.vue'
import ThreadsPage from './ThreadsPage.vue'
import VisitPage from './VisitPage.vue'

const network = useFakeNetwork()

test('a conversation that is opened is read', async () => {
  const { wrapper } = await visit(ThreadsPage, { at: '/messages' })
  const unread = network.salon.threads.filter(({ isUnread }) => isUnread)
  expect(unread).toHaveLength(1)

  await wrapper.get(`button[aria-label="Open the conversation with ${unread[0]?.customer?.name}"]`).trigger('click')
  await settle()

  expect(document.body.textContent).toContain('Do you have a parking lot?')
  expect(network.salon.threads.filter(({ isUnread }) => isUnread)).toHaveLength(0)
})

test('each kind of message has its words, and shows how they arrive', async () => {
  const { wrapper } = await visit(TemplatesPage, { at: '/messages/templates' })

  expect(wrapper.findAll('h2').map((title) => title.text())).toEqual(['Confirmation', 'Moved', 'Cancelled', 'Reminder'])
  await vi.waitFor(() => expect(wrapper.text().match(/bolt\.example\/v\//g)).toHaveLength(3))
})

test('behind its link a visit is shown to whoever is not logged in', async () => {
  const next = network.salon.appointments.find(({ status, startsAt }) => status === 'SCHEDULED' && startsAt > network.salon.now().toISOString())

  const { wrapper } = await visit(VisitPage, { at: `/v/${next?.id}`, isLoggedIn: false })

  expect(wrapper.text()).toContain('Juniper & Co.')
  expect(wrapper.text()).toContain(next?.service.name)
})
