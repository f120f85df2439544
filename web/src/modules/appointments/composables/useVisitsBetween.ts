import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchPage } from '@/api/client'
import type { Appointment } from '@/api/types'
import { useAutoRefresh } from '@/ui/useAutoRefresh'
import type { SalonDate } from '@/ui/salonClock'
import { isInBook } from '../dayLayout'

/** Days of the book, of everybody or of one person. */
export interface Stretch {
  from: SalonDate
  to: SalonDate
  employeeId?: string
}

/** As many as the server gives at once. */
const PAGE_SIZE = 100

/** All visits that stand in the book in these days, however many there are. */
export function useVisitsBetween(stretch: MaybeRefOrGetter<Stretch>, enabled: MaybeRefOrGetter<boolean> = true) {
  const { data, error, isPending, refetch } = useQuery({
    key: () => ['appointments', 'between', { ...toValue(stretch) }],
    query: () => fetchAll(toValue(stretch)),
    enabled: () => toValue(enabled),
    // While the next day is on its way its columns stand empty: yesterday's visits would be wrong there.
  })
  useAutoRefresh(() => toValue(enabled) && refetch(), 20)
  return { visits: computed(() => (data.value ?? []).filter(isInBook)), error, pending: isPending, refetch }
}

async function fetchAll(stretch: Stretch): Promise<Appointment[]> {
  const ask = (page: number) =>
    fetchPage(client.GET('/api/appointments', { params: { query: { ...stretch, page, pageSize: PAGE_SIZE } } }))
  const first = await ask(1)
  const others = Array.from({ length: Math.max(0, first.pagination.totalPages - 1) }, (_, index) => ask(index + 2))
  return [first, ...(await Promise.all(others))].flatMap((page) => page.items)
}
