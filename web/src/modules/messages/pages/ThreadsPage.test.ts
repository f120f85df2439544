import { expect, test, vi } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import TemplatesPage from './TemplatesPage.vue'
import ThreadsPage from './ThreadsPage.vue'
import VisitPage from './VisitPage.vue'

const network = useFakeNetwork()

function upcoming() {
  const now = network.salon.now().getTime()
  return network.salon.appointments.find(({ status, startsAt }) => status === 'SCHEDULED' && Date.parse(startsAt) > now)
}

test('a conversation that is opened is read', async () => {
  const { wrapper } = await visit(ThreadsPage, { at: '/messages' })
  const unread = network.salon.threads.filter(({ isUnread }) => isUnread)
  expect(unread).toHaveLength(1)

  await wrapper.get(`button[aria-label="Open the conversation with ${unread[0]?.customer?.name}, unread"]`).trigger('click')
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
  const next = upcoming()

  const { wrapper } = await visit(VisitPage, { at: `/v/${next?.id}`, isLoggedIn: false })

  expect(wrapper.text()).toContain('Juniper & Co.')
  expect(wrapper.text()).toContain(next?.service.name)
})

test('a visit is moved only by whoever says so twice', async () => {
  const next = upcoming()
  const before = next?.startsAt
  const { wrapper } = await visit(VisitPage, { at: `/v/${next?.id}`, isLoggedIn: false })
  const press = async (name: RegExp) => {
    await wrapper.findAll('button').find((one) => name.test(one.text()))?.trigger('click')
    await settle()
  }

  await press(/^Choose another time$/)
  await press(/^\d{1,2}:\d\d\s[AP]M$/)
  expect(wrapper.text()).toContain('Move your visit to')
  expect(next?.startsAt).toBe(before)
  await press(/^Yes, move it$/)

  expect(wrapper.text()).toContain('Your visit has moved.')
  expect(next?.startsAt).not.toBe(before)
})
