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

    await wrapper.findAll('.chip').find((chip) => chip.text().includes('Blow-dry finish'))?.trigger('click')

    expect(wrapper.get('footer').text()).toContain('$90')
    expect(wrapper.get('footer').text()).toContain('1 h 5 min')
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
})
