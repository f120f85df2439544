import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import type { paths } from '@/api/schema'
import type { Notification, Written } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

export type ThreadFilters = NonNullable<paths['/api/messages']['get']['parameters']['query']>

/** One page of the conversations by text message, the latest first. */
export function useThreads(filters: MaybeRefOrGetter<ThreadFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['messages', 'threads', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/messages', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
  })
  useAutoRefresh(() => refetch(), 15)
  return {
    threads: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error, pending: isPending, isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}

/** A line of a conversation: from the customer, from the receptionist at once, or sent. */
export type Line =
  | { key: string; at: string; from: 'customer'; message: Written }
  | { key: string; at: string; from: 'receptionist'; body: string }
  | { key: string; at: string; from: 'salon'; message: Notification }

/** One conversation. Looked at, it is read. */
export function useThread(id: MaybeRefOrGetter<string>) {
  const cache = useQueryCache()
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['messages', 'thread', toValue(id)],
    query: () => fetchData(client.GET('/api/messages/{id}', { params: { path: { id: toValue(id) } } })),
  })
  useAutoRefresh(() => refetch(), 10)

  watch(data, async (thread) => {
    if (!thread?.isUnread) return
    await fetchData(client.POST('/api/messages/{id}/read', { params: { path: { id: thread.id } } })).catch(() => undefined)
    await cache.invalidateQueries({ key: ['messages', 'threads'] })
  })

  const lines = computed<Line[]>(() => {
    const received = (data.value?.received ?? []).flatMap((message, index): Line[] => {
      const own: Line = { key: `in-${index}`, at: message.receivedAt, from: 'customer', message }
      return message.answer === null ? [own] : [own, { key: `re-${index}`, at: message.receivedAt, from: 'receptionist', body: message.answer }]
    })
    const sent = (data.value?.sent ?? []).map((message): Line => ({ key: message.id, at: message.sentAt ?? message.createdAt, from: 'salon', message }))
    // What was answered at once has the same moment and stays behind the question: the order is stable.
    return [...received, ...sent].sort((a, b) => a.at.localeCompare(b.at))
  })

  async function write(body: string): Promise<void> {
    await fetchData(client.POST('/api/messages/{id}', { params: { path: { id: toValue(id) } }, body: { body } }))
    await cache.invalidateQueries({ key: ['messages'] })
  }

  return { thread: data, lines, error, pending: isPending, retry: () => refetch(), write }
}
