import Select from 'primevue/select'
import { describe, expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import AccessPage from './AccessPage.vue'

const network = useFakeNetwork()

async function open() {
  const { wrapper } = await visit(AccessPage, { at: '/team/access' })
  const rows = (id: string) => wrapper.findAll(`[aria-labelledby="${id}"] li`)
  const row = (id: string, name: string) => {
    const found = rows(id).find((one) => one.text().includes(name))
    if (!found) throw new Error(`nobody like ${name}: ${rows(id).map((one) => one.text()).join(' | ')}`)
    return found
  }
  const choose = async (label: string, value: string) => {
    const select = wrapper.findAllComponents(Select).find((one) => one.props('ariaLabel') === label)
    select?.vm.$emit('update:modelValue', value)
    await settle()
  }
  return { wrapper, rows, row, choose }
}
const theo = () => network.salon.account.members.find((member) => member.name === 'Theo Lindqvist')

describe('somebody with access', () => {
  test('gets another role', async () => {
    const { choose } = await open()

    await choose('Role of Theo Lindqvist', 'FRONT_DESK')

    expect(theo()?.role).toBe('FRONT_DESK')
  })

  test('has the calendar of one person, as long as they are a stylist', async () => {
    const { wrapper, choose } = await open()
    const employee = network.salon.employees[3]

    await choose('Whose calendar Theo Lindqvist has', employee?.id ?? '')
    expect(theo()?.employeeId).toBe(employee?.id)
    await choose('Whose calendar Theo Lindqvist has', 'nobody')
    expect(theo()?.employeeId).toBeNull()
    await choose('Role of Theo Lindqvist', 'MANAGER')

    expect(wrapper.find('[aria-label="Whose calendar Theo Lindqvist has"]').exists()).toBe(false)
  })

  test('loses it only when that is confirmed', async () => {
    const { row } = await open()

    await row('members', 'Theo').get('[aria-label="Remove Theo Lindqvist"]').trigger('click')
    await settle()
    const dialog = document.body.querySelector('[role=dialog]')
    expect(dialog?.textContent).toContain('Take away the access of Theo Lindqvist?')
    expect(theo()).toBeDefined()
    const confirm = [...(dialog?.querySelectorAll('button') ?? [])].find((button) => button.textContent?.trim() === 'Take it away')
    confirm?.click()
    await settle()

    expect(theo()).toBeUndefined()
  })

  test('does not change their own place', async () => {
    const { row } = await open()

    expect(row('members', 'June Alder').text()).toContain('You')
    expect(row('members', 'June Alder').findAll('button')).toEqual([])
  })

  test('is not changed by somebody below them', async () => {
    network.salon.role = 'MANAGER'
    Object.assign(theo() ?? {}, { role: 'OWNER' })

    const { row } = await open()

    expect(row('members', 'Theo').findAll('button')).toEqual([])
    expect(row('members', 'Theo').text()).toContain('Owner')
  })
})

describe('an invitation', () => {
  test('that is too old says so, and can be sent again', async () => {
    const { row } = await open()
    expect(row('invitations', 'late@juniper.example').text()).toContain('Expired')

    await row('invitations', 'late@').get('[aria-label="Send the invitation to late@juniper.example again"]').trigger('click')
    await settle()

    expect(row('invitations', 'late@').text()).toContain('good until Tue, Dec 1')
  })

  test('can be taken back', async () => {
    const { wrapper, row } = await open()

    await row('invitations', 'late@').get('[aria-label="Take back the invitation to late@juniper.example"]').trigger('click')
    await settle()

    expect(network.salon.account.invitations).toEqual([])
    expect(wrapper.text()).toContain('No invitations are waiting.')
  })

  test('goes to somebody new, and not to who has access', async () => {
    const { wrapper, rows } = await open()
    await wrapper.findAll('button').find((button) => button.text() === 'Invite somebody')?.trigger('click')
    await settle()
    const send = async (email: string) => {
      const field = document.body.querySelector<HTMLInputElement>('#invite-email')
      if (!field) throw new Error('the form is not there')
      field.value = email
      field.dispatchEvent(new Event('input'))
      field.form?.dispatchEvent(new Event('submit'))
      await settle()
    }

    await send('theo@juniper.example')
    expect(document.body.querySelector('aside [role=alert]')?.textContent).toBe('This person has access already.')
    await send('pia@juniper.example')

    expect(network.salon.account.invitations[0]).toMatchObject({ email: 'pia@juniper.example', role: 'STYLIST', employeeId: null })
    expect(rows('invitations')).toHaveLength(2)
  })
})

test('a stylist is told that this is not for them, and asks nothing of the server', async () => {
  network.salon.role = 'STYLIST'

  const { wrapper } = await open()

  expect(wrapper.text()).toContain('Only for managers and owners')
  expect(wrapper.find('[aria-labelledby=members]').exists()).toBe(false)
})

test('in a salon that can only be looked at nothing is offered', async () => {
  network.salon.account.readOnly = 'SUSPENDED'

  const { wrapper, row } = await open()

  expect(row('members', 'Theo').findAll('button')).toEqual([])
  expect(wrapper.text()).not.toContain('Invite somebody')
})
