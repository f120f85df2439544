import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData } from '@/api/client'
import type { Slot } from '@/api/types'
import type { SalonDate } from '@/ui/salonClock'

/** A visit for whoever has its link. */
export function useVisitPage(token: MaybeRefOrGetter<string>) {
  const cache = useQueryCache()
  const params = () => ({ params: { path: { token: toValue(token) } } })
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['visit-page', toValue(token)],
    query: () => fetchData(client.GET('/api/visit-pages/{token}', params())),
  })
  const changed = () => cache.invalidateQueries({ key: ['visit-page', toValue(token)] })

  return {
    visit: data, error, pending: isPending, retry: () => refetch(), changed,
    confirm: () => fetchData(client.POST('/api/visit-pages/{token}/confirm', params())).finally(changed),
    cancel: () => fetchData(client.POST('/api/visit-pages/{token}/cancel', params())).finally(changed),
    move: (slot: Slot) =>
      fetchData(client.POST('/api/visit-pages/{token}/move', { ...params(), body: { startsAt: slot.startsAt, slot: slot.token ?? '' } })).finally(changed),
  }
}

/** Times to which a visit could be moved, a week from this day on. */
export function useVisitTimes(token: MaybeRefOrGetter<string>, from: MaybeRefOrGetter<SalonDate>, to: MaybeRefOrGetter<SalonDate>) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['visit-page', toValue(token), 'times', toValue(from)],
    query: () => fetchData(client.GET('/api/visit-pages/{token}/times', {
      params: { path: { token: toValue(token) }, query: { from: toValue(from), to: toValue(to) } },
    })),
  })
  return { slots: computed(() => data.value?.slots ?? []), error, pending: isPending, retry: () => refetch() }
}
