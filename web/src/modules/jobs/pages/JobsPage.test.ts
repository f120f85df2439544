import { describe, expect, test } from 'vitest'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import JobsPage from './JobsPage.vue'

const network = useFakeNetwork()

async function open(at = '/jobs') {
  const { wrapper } = await visit(JobsPage, { at })
  await settle()
  return wrapper
}

/** A button by what it is called, wherever on the page it stands: dialogs are outside the component. */
function button(name: string): HTMLElement {
  const all = [...document.querySelectorAll<HTMLElement>('button')]
  const found = all.find((one) => (one.getAttribute('aria-label') ?? one.textContent)?.trim() === name)
  if (!found) throw new Error(`no button “${name}” among ${all.map((one) => one.getAttribute('aria-label') ?? one.textContent).join(', ')}`)
  return found
}

const dead = () => network.salon.jobs.filter(({ state }) => state === 'DEAD')

describe('jobs', () => {
  test('stand with what was given up first, why in plain words, and the technical text behind them', async () => {
    const wrapper = await open()

    const first = wrapper.get('li:has(details)')
    expect(first.text()).toContain('Send a message')
    expect(first.text()).toContain('Refused by the telephone or mail network.')
    expect(first.text()).toContain('Given up after 1 try')
    expect(first.get('details').attributes('open')).toBeUndefined()
    expect(first.get('details').text()).toContain('error 30006')
  })

  test('are filtered by how they stand, with their number', async () => {
    const wrapper = await open()
    const waiting = network.salon.jobs.filter(({ state }) => state === 'QUEUED').length
    const tile = wrapper.findAll('[aria-pressed]').find((one) => one.text().includes('Waiting'))
    expect(tile?.text()).toContain(String(waiting))

    await tile?.trigger('click')
    await settle()

    expect(wrapper.text()).toContain('Tried 3 times; next try')
    expect(wrapper.get('ul[aria-label="Jobs"]').text()).not.toContain('Given up')
  })

  test('are tried again, all of a kind at once', async () => {
    const wrapper = await open()
    expect(dead().map(({ kind }) => kind)).toEqual(['send_notification', 'send_notification', 'deliver_webhook'])

    button('Retry all: Send a message').click()
    await settle()

    expect(dead().map(({ kind }) => kind)).toEqual(['deliver_webhook'])
    expect(wrapper.text()).not.toContain('2 failed')
  })

  test('are discarded only by whoever says so twice', async () => {
    await open('/jobs?state=DEAD&kind=deliver_webhook')

    button('Discard: Tell a webhook').click()
    await settle()
    expect(dead()).toHaveLength(3)
    expect(document.body.textContent).toContain('Discard this job?')
    button('Discard').click()
    await settle()

    expect(dead()).toHaveLength(2)
  })

  test('of another release keep the server’s name', async () => {
    const [job] = dead()
    if (job) Object.assign(job, { kind: 'fold_towels', trouble: 'UNREADABLE' })

    const wrapper = await open('/jobs?kind=fold_towels')

    expect(wrapper.text()).toContain('Fold towels')
    expect(wrapper.text()).toContain('It can only be discarded.')
    expect(wrapper.findAll('button').map((one) => one.attributes('aria-label'))).not.toContain('Retry: Fold towels')
  })

  test('are explained while there are none', async () => {
    network.salon.jobs = []

    const wrapper = await open()

    expect(wrapper.text()).toContain('Nothing to do yet')
    expect(wrapper.text()).not.toContain('This was given up')
  })
})
