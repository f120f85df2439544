import { describe, expect, test } from 'vitest'
import { addVisit } from '../../../../mock-api/salon'
import { settle, useFakeNetwork, visit as mountPage } from '../../../../mock-api/testing'
import type { Appointment, AppointmentStatus, Role } from '@/api/types'
import VisitPanel from './VisitPanel.vue'

const network = useFakeNetwork()

function book(given: Partial<Appointment> = {}): Appointment {
  const { salon } = network
  const [service] = salon.services
  const [employee] = salon.employees
  if (!service || !employee) throw new Error('an empty salon')
  const made = addVisit(salon, {
    service, addOns: service.addOns.slice(0, 1), employee, customer: { id: 'cus_ava', name: 'Ava Sinclair', phone: null },
    startsAt: '2026-12-01T15:00:00Z', source: 'STAFF',
  })
  return Object.assign(made, given)
}

async function open(made: Appointment, role: Role = 'OWNER') {
  network.salon.role = role
  const { wrapper } = await mountPage(VisitPanel, { props: { id: made.id } })
  const buttons = () => wrapper.findAll('footer button').map((button) => button.text())
  const press = async (name: string) => {
    await wrapper.findAll('button').find((button) => button.text() === name)?.trigger('click')
    await settle()
  }
  return { wrapper, buttons, press }
}

describe('the panel of a visit', () => {
  test.each<[AppointmentStatus, string[]]>([
    ['SCHEDULED', ['Confirm', 'Check in', 'Complete', 'No-show', 'Move', 'Cancel visit']],
    ['CONFIRMED', ['Check in', 'Complete', 'No-show', 'Move', 'Cancel visit']],
    ['IN_PROGRESS', ['Complete']],
    ['COMPLETED', []],
    ['CANCELLED', []],
    ['NO_SHOW', []],
  ])('offers for %s only what may follow', async (status, expected) => {
    const { buttons } = await open(book({ status }))

    expect(buttons()).toEqual(expected)
  })

  test('lets a stylist only read', async () => {
    const { wrapper, buttons } = await open(book({ notes: 'Sits at the window' }), 'STYLIST')

    expect(buttons()).toEqual([])
    expect(wrapper.text()).toContain('Sits at the window')
    expect(wrapper.text()).not.toContain('Change')
  })

  test('shows the price of the service and of each extra', async () => {
    const { wrapper } = await open(book())

    expect(wrapper.get('.prices').text()).toBe('Haircut$65+ Deep conditioning$20Total$85')
  })

  test('shows all services of the visit, with their price together', async () => {
    const first = book({ visitId: 'vis_1' })
    book({ visitId: 'vis_1', startsAt: '2026-12-01T16:00:00Z', service: { id: 'svc_x', name: 'Blow-dry' }, addOns: [], servicePriceCents: 4500 })
    const { wrapper } = await open(first)

    expect(wrapper.text()).toContain('Blow-dry')
    expect(wrapper.get('.prices').text()).toContain('Total$130')
  })

  test('moves all services of the visit, or this one alone, and leads to the others', async () => {
    const first = book({ visitId: 'vis_1' })
    const second = book({ visitId: 'vis_1', startsAt: '2026-12-01T16:00:00Z', endsAt: '2026-12-01T16:30:00Z' })
    const { wrapper, press } = await open(second)
    expect(wrapper.text()).toContain('Service 2 of 2 of one visit')

    await press('Move')
    expect(wrapper.find('#move-stylist').exists(), 'everybody keeps their service').toBe(false)
    await wrapper.get('.time').trigger('click')
    await settle()
    await wrapper.get('footer form').trigger('submit')
    await settle()

    expect(Date.parse(second.startsAt) - Date.parse(first.startsAt)).toBe(3_600_000)
    expect(first.startsAt).not.toBe('2026-12-01T15:00:00Z')
    await press('Move')
    await wrapper.get('#move-THIS').setValue(true)
    await settle()
    expect(wrapper.find('#move-stylist').exists()).toBe(true)
    await wrapper.get('dd ol button').trigger('click')
    expect((wrapper.emitted('show')?.[0]?.[0] as Appointment).id).toBe(first.id)
  })

  test('cancels the whole series from here on when asked to', async () => {
    const dates = ['2026-12-01T15:00:00Z', '2026-12-08T15:00:00Z', '2026-12-15T15:00:00Z']
    const [first, second, third] = dates.map((startsAt) => book({ startsAt, seriesId: 'ser_1' }))
    if (!first || !second || !third) throw new Error('three were booked')
    const { wrapper, press } = await open(second)

    await press('Cancel visit')
    await wrapper.get('#cancel-FOLLOWING').setValue(true)
    await wrapper.get('input[maxlength="500"]').setValue(' Moves away ')
    await wrapper.get('footer form').trigger('submit')
    await settle()

    expect([first, second, third].map(({ status }) => status)).toEqual(['SCHEDULED', 'CANCELLED', 'CANCELLED'])
    expect(third.cancelReason).toBe('Moves away')
  })

  test('keeps the notes that are written, and its history tells who wrote them', async () => {
    const made = book({ notes: 'Mild shampoo' })
    const { wrapper, press } = await open(made)

    await press('Change')
    await wrapper.get('textarea').setValue('Tea without milk')
    await wrapper.get('dd form').trigger('submit')
    await settle()
    await press('History show')

    expect(made.notes).toBe('Tea without milk')
    const [latest] = wrapper.findAll('.history li')
    expect(latest?.text()).toContain('Notes changed by June Alder')
    expect(latest?.text()).toContain('Notes: Mild shampoo → Tea without milk')
  })
})
