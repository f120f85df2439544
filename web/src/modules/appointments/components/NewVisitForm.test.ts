import { describe, expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import { addVisit, freeSlots } from '../../../../mock-api/salon'
import Select from 'primevue/select'
import NewVisitForm from './NewVisitForm.vue'

const network = useFakeNetwork()
const TODAY = '2026-11-24'

async function openForm(serviceName: string) {
  const service = network.salon.services.find((candidate) => candidate.name === serviceName)
  if (!service) throw new Error(`no ${serviceName}`)
  const { wrapper } = await visit(NewVisitForm, { props: { start: { date: TODAY, employeeId: null, minutes: null } } })
  wrapper.getComponent(Select).vm.$emit('update:modelValue', service.id)
  await settle()
  const times = () => wrapper.findAll('button.time')
  const free = freeSlots(network.salon, { service, addOns: [], from: TODAY, to: TODAY })
  return { wrapper, service, times, free }
}

describe('a new visit', () => {
  test('offers the times that the server says are free, on the salon’s clock', async () => {
    const { times, free } = await openForm('Haircut')

    expect(times()).toHaveLength(free.length)
    expect(free.length).toBeGreaterThan(0)
    // 15:00 UTC or later is morning in New York; the test itself may run anywhere.
    expect(times()[0]?.text()).toMatch(/^(9|10|11):\d\d\sAM$|^12:\d\d\sPM$/)
  })

  test('shows what service and add-ons cost together', async () => {
    const { wrapper } = await openForm('Haircut')

    await wrapper.findAll('.choice').find((chip) => chip.text().includes('Blow-dry finish'))?.trigger('click')

    expect(wrapper.get('footer').text()).toContain('$90')
    expect(wrapper.get('footer').text()).toContain('1 h 5 min')
  })

  test('costs what the chosen stylist takes for it', async () => {
    const [employee] = network.salon.employees
    const haircut = network.salon.services.find(({ name }) => name === 'Haircut')
    employee?.skills.push({ serviceId: haircut?.id ?? '', priceCents: 9900, durationMinutes: 60 })
    const { wrapper } = await openForm('Haircut')
    expect(wrapper.get('footer').text()).toContain('$65')

    wrapper.findAllComponents(Select)[1]?.vm.$emit('update:modelValue', employee?.id)
    await settle()

    expect(wrapper.get('footer').text()).toContain('$99')
    expect(wrapper.get('footer').text()).toContain('1 h')
  })

  test('is booked with what was chosen', async () => {
    const { wrapper, times, free, service } = await openForm('Haircut')
    await times()[1]?.trigger('click')
    await wrapper.get('#visit-name').setValue('  Ava Sinclair ')

    await wrapper.get('form').trigger('submit')
    await settle()

    const booked = network.salon.appointments.at(-1)
    expect(booked).toMatchObject({ startsAt: free[1]?.startsAt, customer: { name: 'Ava Sinclair', phone: null }, service: { id: service.id } })
    expect(wrapper.emitted('booked')).toHaveLength(1)
  })

  test('that somebody else was faster with offers other times, and one click chooses them', async () => {
    const { wrapper, times, free, service } = await openForm('Haircut')
    await times()[0]?.trigger('click')
    await wrapper.get('#visit-name').setValue('Ava Sinclair')
    for (const person of free[0]?.employees ?? []) {
      const employee = network.salon.employees.find((candidate) => candidate.id === person.id)
      if (!employee || !free[0]) continue
      const customer = { id: 'cus_other', name: 'Somebody Faster', phone: null }
      addVisit(network.salon, { service, addOns: [], employee, customer, startsAt: free[0].startsAt, source: 'PHONE' })
    }

    await wrapper.get('form').trigger('submit')
    await settle()
    const alert = wrapper.get('[role=alert]')
    expect(alert.text()).toContain('This time has just been taken.')
    const [alternative] = alert.findAll('button')
    const offered = alternative?.text() ?? ''
    await alternative?.trigger('click')
    await wrapper.get('form').trigger('submit')
    await settle()

    expect(wrapper.emitted('booked')).toHaveLength(1)
    expect(network.salon.appointments.at(-1)?.customer.name).toBe('Ava Sinclair')
    expect(offered).toMatch(/Tue, Nov 24/)
  })

  test('without a time or a name says what is missing and books nothing', async () => {
    const { wrapper } = await openForm('Haircut')
    const before = network.salon.appointments.length

    await wrapper.get('form').trigger('submit')
    await settle()

    expect(wrapper.text()).toContain('Choose a time.')
    expect(wrapper.text()).toContain('Enter the customer’s name.')
    expect(network.salon.appointments).toHaveLength(before)
  })

  test('keeps the chosen time, another one instead when that is chosen, and lets it go when it closes', async () => {
    const { wrapper, times, free } = await openForm('Haircut')
    const held = () => network.salon.holds.map((hold) => hold.startsAt)

    await times()[0]?.trigger('click')
    await settle()
    expect(held()).toEqual([free[0]?.startsAt])
    expect(wrapper.get('[role=timer]').text()).toMatch(/^[45]:\d\d$/)
    await times()[3]?.trigger('click')
    await settle()
    expect(held()).toEqual([free[3]?.startsAt])
    wrapper.unmount()
    await settle()

    expect(held()).toEqual([])
  })

  test('books several services one after the other', async () => {
    const { wrapper, times, service } = await openForm('Short cut')

    await wrapper.findAll('button').find((button) => button.text() === 'Add another service')?.trigger('click')
    const other = network.salon.services.find((candidate) => candidate.name === 'Fringe trim')
    wrapper.findAllComponents(Select)[2]?.vm.$emit('update:modelValue', other?.id)
    await settle()
    await times()[0]?.trigger('click')
    await settle()
    await wrapper.get('#visit-name').setValue('Ava Sinclair')
    await wrapper.get('form').trigger('submit')
    await settle()

    const [first, second] = network.salon.appointments.slice(-2)
    expect([first?.service.id, second?.service.id]).toEqual([service.id, other?.id])
    expect(second?.startsAt).toBe(first?.endsAt)
    expect(first?.visitId).toBe(second?.visitId)
    expect(wrapper.emitted('booked')).toHaveLength(1)
  })

  test('is for a customer found by the first letters', async () => {
    const { wrapper, times } = await openForm('Haircut')
    const known = network.salon.appointments.at(-1)?.customer
    await times()[0]?.trigger('click')
    await wrapper.get('#visit-name').setValue(known?.name)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await settle()

    await wrapper.get('[aria-labelledby="known-customers"] button').trigger('click')
    await wrapper.get('form').trigger('submit')
    await settle()

    expect(network.salon.appointments.at(-1)).toMatchObject({ customer: { id: known?.id }, source: 'STAFF' })
  })

  test('of a series says which dates were left out before it closes', async () => {
    const { wrapper, times, free, service } = await openForm('Haircut')
    const nextWeek = new Date(Date.parse(free[0]?.startsAt ?? '') + 7 * 86_400_000).toISOString().replace('.000Z', 'Z')
    for (const employee of network.salon.employees) {
      addVisit(network.salon, { service, addOns: [], employee, customer: { id: 'cus_other', name: 'Busy', phone: null }, startsAt: nextWeek, source: 'PHONE' })
    }
    await times()[0]?.trigger('click')
    await settle()
    await wrapper.get('#visit-name').setValue('Ava Sinclair')
    await wrapper.get('#visit-repeats').setValue(true)
    await wrapper.get('#series-weeks').setValue('1')
    await wrapper.get('#series-count').setValue('2')

    await wrapper.get('form').trigger('submit')
    await settle()
    expect(wrapper.text()).toContain('1 visit is booked')
    expect(wrapper.text()).toContain('1 date was left out')
    expect(wrapper.emitted('booked')).toBeUndefined()
    await wrapper.findAll('button').find((button) => button.text() === 'Done')?.trigger('click')

    expect(wrapper.emitted('booked')).toHaveLength(1)
  })

  test('over what stands there is for managers, with a stylist by name', async () => {
    const { wrapper, service } = await openForm('Haircut')
    const { salon } = network
    const [employee] = salon.employees
    if (!employee) throw new Error('nobody works here')
    addVisit(salon, { service, addOns: [], employee, customer: { id: 'cus_other', name: 'There Before', phone: null }, startsAt: '2026-11-24T20:00:00Z', source: 'PHONE' })
    const press = async (name: string) => {
      await wrapper.findAll('button').find((button) => button.text() === name)?.trigger('click')
      await settle()
    }
    wrapper.findAllComponents(Select)[1]?.vm.$emit('update:modelValue', employee.id)
    await settle()

    await press('Why is a time not free?')
    await wrapper.get('#why-time').setValue('15:00')
    await press('Ask')
    expect(wrapper.text()).toMatch(/3:00\sPM is not free: it is already taken\./)
    await press('Book over it')
    await wrapper.get('#visit-name').setValue('Ava Sinclair')
    await wrapper.get('form').trigger('submit')
    await settle()

    expect(network.salon.appointments.at(-1)).toMatchObject({ isForced: true, employee: { id: employee.id }, service: { id: service.id } })
    expect(network.salon.holds).toEqual([])
  })
})
