import { http, HttpResponse } from 'msw'
import Select from 'primevue/select'
import { describe, expect, test } from 'vitest'
import { addVisit, freeSlots, waitFor } from '../../../../mock-api/salon'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import WaitlistPage from './WaitlistPage.vue'

const network = useFakeNetwork()
type Wrapper = Awaited<ReturnType<typeof visit>>['wrapper']

/** What stands beside the list is put at the end of the body. */
function beside<Found extends HTMLElement = HTMLElement>(selector: string): Found[] {
  return [...document.body.querySelectorAll<Found>(`aside ${selector}`)]
}
async function press(label: string | RegExp): Promise<void> {
  const matches = (text: string) => (typeof label === 'string' ? text === label : label.test(text))
  const button = beside<HTMLButtonElement>('button').find((candidate) => matches(candidate.textContent?.trim() ?? ''))
  if (!button) throw new Error(`no button ${label}: ${beside('button').map((one) => one.textContent?.trim()).join(' | ')}`)
  button.click()
  await settle()
}
const rows = (wrapper: Wrapper) => wrapper.findAll('tbody tr').map((row) => row.text())

async function openEntry(name: string) {
  const { wrapper } = await visit(WaitlistPage, { at: '/waitlist' })
  await wrapper.get(`[aria-label="Open ${name} on the waitlist"]`).trigger('click')
  await settle()
  const entry = network.salon.waitlist.find((candidate) => candidate.customer.name === name)
  if (!entry) throw new Error(`nobody is called ${name}`)
  return { wrapper, entry }
}

describe('the waitlist', () => {
  test('says who waits for what, when and with whom, the longest first', async () => {
    const { wrapper } = await visit(WaitlistPage, { at: '/waitlist' })

    const [first, second] = rows(wrapper)
    expect(first).toMatch(/Greta Lindholm.*\(212\) 555-0181.*Haircut.*Until 12:00 PM/s)
    expect(second).toMatch(/Abel Moreno.*No number.*Short cut.*From 5:00 PM.*Anyone free/s)
  })

  test('shows whoever has an offer before those who wait, with the time that is left', async () => {
    const [service] = network.salon.services
    waitFor(network.salon, {
      customer: { id: 'cus_offered', name: 'Noor Haddad', phone: '+12125550190' }, serviceId: service?.id ?? '', status: 'OFFERED',
      offeredStartsAt: '2026-11-25T15:00:00Z', offerExpiresAt: '2026-11-24T14:12:30Z',
    })

    const { wrapper } = await visit(WaitlistPage, { at: '/waitlist' })

    expect(rows(wrapper)[0]).toMatch(/Noor Haddad.*Offered.*Wed, Nov 25, 10:00 AM.*Held for\s+12:30/s)
  })

  test('explains itself while nobody is on it', async () => {
    network.salon.waitlist = []

    const { wrapper } = await visit(WaitlistPage, { at: '/waitlist' })

    expect(wrapper.text()).toContain('Nobody is waiting')
    expect(wrapper.text()).toContain('“Yes” books it')
  })

  test('shows only what was asked for', async () => {
    const { wrapper } = await visit(WaitlistPage, { at: '/waitlist?status=LEFT' })

    expect(wrapper.text()).toContain('Nobody on the waitlist matches these filters.')
  })

  test('that cannot be loaded can be asked for again', async () => {
    network.server.use(http.get('*/api/waitlist', () => HttpResponse.json({ status: 'error', code: 'internal', message: 'Something went wrong.' }, { status: 500 })))

    const { wrapper } = await visit(WaitlistPage, { at: '/waitlist' })

    expect(wrapper.get('[role=alert]').text()).toContain('This could not be loaded')
  })
})

describe('somebody', () => {
  test('is put on the list with what they want', async () => {
    const { wrapper } = await visit(WaitlistPage, { at: '/waitlist?add=yes' })
    const [, , service] = wrapper.findAllComponents(Select)
    const haircut = network.salon.services.find((candidate) => candidate.name === 'Haircut')
    service?.vm.$emit('update:modelValue', haircut?.id)
    await settle()
    fill('#visit-name', '  Wilma Brandt ')
    fill('#visit-phone', '212 555 0177')
    await press('Afternoon')

    await press('Put on the list')

    expect(network.salon.waitlist.at(-1)).toMatchObject({
      customer: { name: 'Wilma Brandt', phone: '212 555 0177' }, serviceId: haircut?.id, firstDay: '2026-11-24', lastDay: '2026-12-07',
      startsAfter: '12:00', startsBefore: '17:00', employeeId: null,
    })
    expect(rows(wrapper).some((row) => row.includes('Wilma Brandt'))).toBe(true)
  })

  test('is not put on it while something is missing', async () => {
    await visit(WaitlistPage, { at: '/waitlist?add=yes' })
    const before = network.salon.waitlist.length

    await press('Put on the list')

    expect(beside('form')[0]?.textContent).toContain('Enter the customer’s name.')
    expect(beside('form')[0]?.textContent).toContain('Choose a service.')
    expect(network.salon.waitlist).toHaveLength(before)
  })

  test('is offered a time, which nobody else can book meanwhile, and it is booked for them', async () => {
    const { wrapper, entry } = await openEntry('Greta Lindholm')

    await press('Offer a time')
    expect(beside('form')[0]?.textContent).toContain('A text message asks them at (212) 555-0181.')
    expect(beside('form')[0]?.textContent).toContain('For 30 minutes')
    beside('button.time')[0]?.click()
    await settle()
    await press(/^Offer Tue/)

    expect(entry.status).toBe('OFFERED')
    expect(network.salon.holds.map((hold) => hold.startsAt)).toEqual([entry.offeredStartsAt])
    expect(rows(wrapper)[0]).toMatch(/Greta Lindholm.*Held for\s+30:00/s)

    const offered = entry.offeredStartsAt
    await press('They said yes: book it')

    expect(entry.status).toBe('BOOKED')
    expect(network.salon.appointments.at(-1)).toMatchObject({ startsAt: offered, customer: { name: 'Greta Lindholm' } })
    expect(beside('[role=status]')[0]?.textContent).toContain('Booked for Tue, Nov 24')
  })

  test('whose time was taken a moment before is shown others, and one click chooses one', async () => {
    const { entry } = await openEntry('Greta Lindholm')
    await press('Book a time')
    beside('button.time')[0]?.click()
    await settle()
    const service = network.salon.services.find((candidate) => candidate.id === entry.serviceId)
    const employee = network.salon.employees.find((candidate) => candidate.id === entry.employeeId)
    if (!service || !employee) throw new Error('the salon has both')
    const [first] = freeSlots(network.salon, { service, addOns: [], employeeId: employee.id, from: '2026-11-24', to: '2026-11-24' })
    addVisit(network.salon, { service, addOns: [], employee, customer: { id: 'cus_faster', name: 'Faster', phone: null }, startsAt: first?.startsAt ?? '', source: 'PHONE' })

    await press(/^Book Tue/)
    expect(beside('[role=alert]')[0]?.textContent).toContain('This time has just been taken.')
    beside('[role=alert] button')[0]?.click()
    await settle()
    await press(/^Book (Tue|Wed)/)

    expect(entry.status).toBe('BOOKED')
  })

  test('without a number can be booked, not asked', async () => {
    await openEntry('Abel Moreno')

    const offer = beside<HTMLButtonElement>('button').find((button) => button.textContent?.trim() === 'Offer a time')
    expect(offer?.disabled).toBe(true)
    expect(beside('div')[0]?.textContent).toContain('Without a telephone number nothing can be offered')
  })

  test('is warned about when a time is chosen that they did not ask for', async () => {
    await openEntry('Greta Lindholm')
    await press('Book a time')

    beside('button.time').at(-1)?.click()
    await settle()

    expect(beside('form')[0]?.textContent).toContain('They did not ask for this day or time.')
  })

  test('is taken off the list only when that is confirmed', async () => {
    const { wrapper, entry } = await openEntry('Greta Lindholm')

    await press('Take off the list')
    await press('Keep on the list')
    expect(entry.status).toBe('WAITING')
    await press('Take off the list')
    await press('Take off the list')

    expect(entry.status).toBe('LEFT')
    expect(rows(wrapper).some((row) => row.includes('Greta'))).toBe(false)
  })
})

test('a stylist sees who waits and changes nothing', async () => {
  network.salon.role = 'STYLIST'

  const { wrapper } = await openEntry('Greta Lindholm')

  expect(wrapper.text()).not.toContain('Put on the list')
  expect(beside('button').map((button) => button.textContent?.trim())).not.toContain('Take off the list')
})

function fill(selector: string, text: string): void {
  const [field] = beside<HTMLInputElement>(selector)
  if (!field) throw new Error(`no ${selector}`)
  field.value = text
  field.dispatchEvent(new Event('input'))
}
