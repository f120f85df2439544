import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { WaitlistEntry, WaitlistStatus } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'

/** Which part of the list is shown; `OPEN`: whoever has an offer, then whoever still waits for one. */
export interface WaitlistFilters {
  show: 'OPEN' | WaitlistStatus
  serviceId?: string
  page: number
}

const PAGE_SIZE = 25
/** An offer lasts minutes, so those who have one fit on a page. */
const MOST_OFFERS = 100

/** One page of those who wait, the longest first; of those who do so no more, the latest. */
export function useWaitlist(filters: MaybeRefOrGetter<WaitlistFilters>) {
  const waiting = useQuery({
    key: () => ['waitlist', 'list', { ...toValue(filters) }],
    query: () => {
      const { show, serviceId, page } = toValue(filters)
      const isOver = show === 'BOOKED' || show === 'LEFT' || show === 'EXPIRED'
      return ask({ status: show === 'OPEN' ? 'WAITING' : show, serviceId, page, pageSize: PAGE_SIZE, sort: isOver ? '-createdAt' : 'createdAt' })
    },
    placeholderData: (previous) => previous,
  })
  const offered = useQuery({
    key: () => ['waitlist', 'offered', toValue(filters).serviceId ?? null],
    query: () => ask({ status: 'OFFERED', serviceId: toValue(filters).serviceId, pageSize: MOST_OFFERS }),
    enabled: () => toValue(filters).show === 'OPEN',
  })
  const retry = () => Promise.all([waiting.refetch(), ...(toValue(filters).show === 'OPEN' ? [offered.refetch()] : [])])
  useAutoRefresh(retry, 30)

  const isWithOffers = computed(() => toValue(filters).show === 'OPEN' && toValue(filters).page === 1)
  return {
    entries: computed<WaitlistEntry[]>(() => [
      ...(isWithOffers.value ? (offered.data.value?.items ?? []) : []),
      ...(waiting.data.value?.items ?? []),
    ]),
    pagination: computed(() => waiting.data.value?.pagination),
    error: computed(() => waiting.error.value ?? (isWithOffers.value ? offered.error.value : null)),
    pending: computed(() => waiting.isPending.value || (isWithOffers.value && offered.isPending.value)),
    isOld: waiting.isPlaceholderData,
    retry,
  }
}

type Query = { status: WaitlistStatus; serviceId?: string; page?: number; pageSize: number; sort?: 'createdAt' | '-createdAt' }

function ask(query: Query) {
  return fetchPage(client.GET('/api/waitlist', { params: { query } }))
}

/** Call it when the waitlist has changed. What is offered is held, so free times change with it. */
export function useWaitlistChanged(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () => Promise.all(['waitlist', 'availability'].map((key) => cache.invalidateQueries({ key: [key] })))
}
