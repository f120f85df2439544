import { http, HttpResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import type { Rehearsal } from '@/api/types'
import { settle, useFakeNetwork, visit } from '../../../../mock-api/testing'
import RehearsalPage from './RehearsalPage.vue'

const network = useFakeNetwork()
const LIST = '*/api/ai-assistant/rehearsals'

const finished: Rehearsal = {
  id: 'reh_01h455vb4pex5vsknk084sn02q', status: 'FINISHED', startedAt: '2026-11-24T13:00:00Z', endedAt: '2026-11-24T13:01:00Z',
  planned: 2, passed: 1, failed: 1,
}
const calls = [
  {
    call: 'Asks for the opening hours', passed: true, expected: ['ANSWERED'], actual: ['ANSWERED'], faults: [],
    lines: [{ heard: null, said: 'Hello!' }],
  },
  {
    call: 'Haircut: books with anyone', passed: false, expected: ['Haircut | Maya | 2026-11-25 09:00 | 4500 | SCHEDULED | *'], actual: ['UNRESOLVED'], faults: ['the call leads nowhere'],
    lines: [{ heard: null, said: 'How can I help you?' }, { heard: 'a haircut', said: 'Which one?' }],
  },
]

function listed(rehearsals: Rehearsal[]) {
  const pagination = { page: 1, pageSize: 10, total: rehearsals.length, totalPages: 1 }
  return HttpResponse.json({ status: 'success', data: rehearsals, pagination })
}

async function open(rehearsals: Rehearsal[]) {
  network.server.use(
    http.get(`${LIST}/:id`, () => HttpResponse.json({ status: 'success', data: { ...rehearsals[0], calls } })),
    http.get(LIST, () => listed(rehearsals)),
  )
  const { wrapper } = await visit(RehearsalPage, { at: '/rehearsal' })
  await settle()
  return wrapper
}

describe('the rehearsal', () => {
  test('is explained while there is none', async () => {
    const wrapper = await open([])

    expect(wrapper.text()).toContain('No rehearsals yet')
  })

  test('shows the calls that failed first, and what was said in them', async () => {
    const wrapper = await open([finished])
    expect(wrapper.text()).toContain('1 passed, 1 failed')

    const rows = wrapper.findAll('[aria-label="Calls of this rehearsal"] button')
    expect(rows.map((row) => row.text())).toEqual(['Haircut: books with anyoneFailed', 'Asks for the opening hoursPassed'])
    await rows[0]?.trigger('click')

    for (const words of ['the call leads nowhere', 'Haircut · Maya · 2026-11-25 09:00 · $45 · Scheduled', 'Unresolved', 'a haircut', 'Which one?']) {
      expect(wrapper.text()).toContain(words)
    }
  })

  test('says how far it has come while it is under way, and is not started twice', async () => {
    const wrapper = await open([{ ...finished, status: 'RUNNING', endedAt: null, planned: 20 }])

    expect(wrapper.get('[role=status]').text()).toBe('2 of 20 calls held')
    const button = wrapper.findAll('button').find((one) => one.text() === 'Rehearse now')
    expect(button?.attributes('disabled')).toBeDefined()
  })

  test('says why it could not be started', async () => {
    const wrapper = await open([])
    const problem = { status: 'error', code: 'rehearsal_running', message: 'a rehearsal is under way', requestId: 'req_1' }
    network.server.use(http.post(LIST, () => HttpResponse.json(problem, { status: 409 })))

    await wrapper.findAll('button').find((one) => one.text() === 'Rehearse now')?.trigger('click')
    await settle()

    expect(wrapper.get('[role=alert]').text()).toBe('a rehearsal is under way')
  })
})
