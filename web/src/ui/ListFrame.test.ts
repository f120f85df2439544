import { Inbox } from '@lucide/vue'
import { describe, expect, test } from 'vitest'
import { h } from 'vue'
import { useFakeNetwork, visit } from '../../mock-api/testing'
import { ApiError } from '@/api/error'
import ListFrame from './ListFrame.vue'

useFakeNetwork()
const pagination = (total: number) => ({ page: 1, pageSize: 25, total, totalPages: Math.ceil(total / 25) })

async function draw(given: object) {
  const props = {
    page: 1, error: null, pending: false, isEmpty: false, pagination: pagination(3),
    none: { icon: Inbox, title: 'Nothing yet' }, noMatch: { title: 'Nothing like that', hint: 'Look elsewhere.' }, ...given,
  }
  const List = () => h(ListFrame, props, { default: () => 'the list', next: () => 'what to do', explanation: () => 'how it works' })
  return (await visit(List)).wrapper
}

describe('a list', () => {
  test.each([
    ['that is waited for shows nothing of it', { pending: true }, ''],
    ['that could not be read says why', { error: new ApiError({ status: 500, code: 'internal', message: 'It broke.' }) }, 'This could not be loadedIt broke.Try again'],
    ['with nothing in it says what to do', { isEmpty: true }, 'Nothing yetwhat to dohow it works'],
    ['of which the filters leave nothing says so', { isEmpty: true, isFiltered: true }, 'Nothing like thatLook elsewhere.Clear filters'],
    ['stands above its pager', {}, 'the list1–3 of 3'],
    ['that is seldom longer than a page has no pager for one', { hidesSinglePage: true }, 'the list'],
    ['that is longer has one', { hidesSinglePage: true, pagination: pagination(30) }, 'the list1–25 of 30'],
  ])('%s', async (_, given, words) => {
    expect((await draw(given)).text()).toBe(words)
  })

  test('is asked for again, and its filters cleared, where one can', async () => {
    const asked: string[] = []
    const on = { onRetry: () => asked.push('retry'), onClear: () => asked.push('clear') }

    await (await draw({ ...on, error: new Error() })).get('button').trigger('click')
    await (await draw({ ...on, isEmpty: true, isFiltered: true })).get('button').trigger('click')

    expect(asked).toEqual(['retry', 'clear'])
  })
})
