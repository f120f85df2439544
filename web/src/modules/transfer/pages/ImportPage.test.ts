import { http } from 'msw'
import { describe, expect, test } from 'vitest'
import { success } from '../../../../mock-api/answers'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import type { ImportReport } from '@/api/types'
import { useSession } from '@/modules/auth'
import FileDrop from '../components/FileDrop.vue'
import ImportPage from './ImportPage.vue'

const network = useFakeNetwork()
const WHY = 'Nothing can be brought in while this salon can only be looked at.'

async function open() {
  const { wrapper } = await visit(ImportPage, { at: '/import' })
  const buttons = () => wrapper.findAll('button').map((button) => button.text())
  return { wrapper, buttons }
}

describe('a salon that can only be looked at', () => {
  test.each(['SUSPENDED', 'INACTIVE', 'LOOK_IN'] as const)('because it is %s takes no file and says why, and gives its own', async (reason) => {
    network.salon.account.readOnly = reason

    const { wrapper, buttons } = await open()

    expect(wrapper.text()).toContain(WHY)
    expect(wrapper.find('input[type=file]').exists()).toBe(false)
    expect(buttons()).toContain('Download customers')
  })

  test('takes none that was tried before either', async () => {
    const report: ImportReport = { rows: 1, created: 1, updated: 0, unchanged: 0, errorCount: 0, errors: [] }
    network.server.use(http.post('*/api/import/customers', () => success(report)))
    const { wrapper, buttons } = await open()
    wrapper.getComponent(FileDrop).vm.$emit('file', new File(['name\nWilma Brandt\n'], 'customers.csv'))
    await settle()
    expect(buttons()).toContain('Import 1 line')
    const { member, update } = useSession()
    if (!member) throw new Error('nobody is logged in')

    update({ ...member, readOnly: 'SUSPENDED' })
    await settle()

    expect(wrapper.text()).toContain(WHY)
    expect(buttons()).not.toContain('Import 1 line')
  })
})

test('any other salon takes a file', async () => {
  const { wrapper } = await open()

  expect(wrapper.find('input[type=file]').exists()).toBe(true)
  expect(wrapper.text()).not.toContain(WHY)
})
