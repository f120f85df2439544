import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData, fetchPage } from '@/api/client'
import type { paths } from '@/api/schema'
import { readTurn } from '@/api/turn'
import type { CallDetail } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

export type CallFilters = NonNullable<paths['/api/calls']['get']['parameters']['query']>

/** One page of the calls that match, latest first. */
export function useCalls(filters: MaybeRefOrGetter<CallFilters>) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    key: () => ['calls', 'list', { ...toValue(filters) }],
    query: () => fetchPage(client.GET('/api/calls', { params: { query: toValue(filters) } })),
    placeholderData: (previous) => previous,
  })
  useAutoRefresh(() => refetch(), 20)
  return {
    calls: computed(() => data.value?.items ?? []),
    pagination: computed(() => data.value?.pagination),
    error,
    pending: isPending,
    isOld: isPlaceholderData,
    retry: () => refetch(),
  }
}

/** One call, word for word; asked again while it is still running, or its sound is on its way. */
export function useCall(id: MaybeRefOrGetter<string>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['calls', 'one', toValue(id)],
    query: async (): Promise<CallDetail> => {
      const call = await fetchData(client.GET('/api/calls/{id}', { params: { path: { id: toValue(id) } } }))
      return { ...call, turns: call.turns.map(readTurn) }
    },
  })
  const isUnderWay = () => {
    const call = data.value
    return call !== undefined && (call.status === 'IN_PROGRESS' || [call.recording, call.voicemailRecording].some((sound) => sound?.state === 'WAITING'))
  }
  useAutoRefresh(() => isUnderWay() && refetch(), 3)
  return { call: data, error, pending: isPending, retry: () => refetch() }
}
