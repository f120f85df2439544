import { describe, expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import { useSession } from '@/modules/auth'
import { useLiveCall } from '../liveCall'
import ReceptionistPage from './ReceptionistPage.vue'

const network = useFakeNetwork()
const WHY = 'What the receptionist books is really booked, and this salon can only be looked at.'

async function open() {
  const { wrapper } = await visit(ReceptionistPage, { at: '/receptionist' })
  const buttons = () => wrapper.findAll('button').map((button) => button.text())
  return { wrapper, buttons }
}

describe('a salon that can only be looked at', () => {
  test.each(['SUSPENDED', 'INACTIVE', 'LOOK_IN'] as const)('because it is %s cannot be called, and says why', async (reason) => {
    network.salon.account.readOnly = reason

    const { wrapper, buttons } = await open()

    expect(wrapper.text()).toContain(WHY)
    expect(wrapper.find('#caller-number').exists()).toBe(false)
    expect(buttons()).not.toContain('Start call')
  })

  test('ends the call that is going on, which can still be read', async () => {
    const { wrapper, buttons } = await open()
    await useLiveCall().start(null)
    await settle()
    expect(buttons()).toContain('Hang up')
    const { member, update } = useSession()
    if (!member) throw new Error('nobody is logged in')

    update({ ...member, readOnly: 'SUSPENDED' })
    await settle()

    expect(wrapper.text()).toContain('Call ended')
    expect(wrapper.text()).toContain(WHY)
    expect(wrapper.get('footer a').text()).toBe('Read this call')
    expect(wrapper.find('#caller-words').exists()).toBe(false)
    expect(buttons()).not.toContain('Hang up')
    expect(buttons()).not.toContain('Call again')
  })
})

test('any other salon can be called', async () => {
  const { wrapper, buttons } = await open()

  expect(buttons()).toContain('Start call')
  expect(wrapper.text()).not.toContain(WHY)
})
