import { expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import SentPage from './SentPage.vue'

const network = useFakeNetwork()

test('what was lost says why, leads to its customer and its visit, and is sent again once', async () => {
  const { wrapper } = await visit(SentPage, { at: '/messages/sent?status=LOST' })
  const lost = network.salon.notifications.filter(({ status }) => status === 'FAILED')
  const rows = wrapper.findAll('li')
  expect(rows).toHaveLength(lost.length)
  expect(rows[0]?.text()).toContain('cannot receive text messages')
  expect(rows[0]?.get('a[title="Find the customer"]').attributes('href')).toContain('/customers?search=')
  expect(rows[0]?.get('a:not([title])').attributes('href')).toContain('/appointments?visit=')

  await rows[0]?.findAll('button').find((one) => one.text() === 'Send again')?.trigger('click')
  await settle()

  expect(network.salon.notifications.filter(({ retryOfId }) => retryOfId !== null)).toHaveLength(1)
})

test('mails are shown apart, and there are none yet', async () => {
  const { wrapper } = await visit(SentPage, { at: '/messages/sent?channel=EMAIL' })

  expect(wrapper.text()).toContain('No message fits')
})
