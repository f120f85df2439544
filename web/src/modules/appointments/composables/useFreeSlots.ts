import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData } from '@/api/client'
import { addDays, type SalonDate } from '@/ui/salonClock'

/** What is to be booked, and on which day. */
export interface SlotQuestion {
  serviceId: string | null
  addOnIds: string[]
  employeeId: string | null
  date: SalonDate
}

/** How far ahead to look for another day when the day asked for is full. */
const DAYS_AHEAD = 14

/** Free starts on a day; when there are none, the next day that has some. */
export function useFreeSlots(question: MaybeRefOrGetter<SlotQuestion>) {
  const onDay = useQuery({
    key: () => ['availability', 'day', { ...toValue(question) }],
    query: () => ask(toValue(question), toValue(question).date, toValue(question).date),
    enabled: () => toValue(question).serviceId !== null,
    staleTime: 10_000,
  })
  const isFull = computed(() => onDay.data.value?.length === 0)
  const later = useQuery({
    key: () => ['availability', 'later', { ...toValue(question) }],
    query: () => ask(toValue(question), addDays(toValue(question).date, 1), addDays(toValue(question).date, DAYS_AHEAD)),
    enabled: () => isFull.value && toValue(question).serviceId !== null,
    staleTime: 10_000,
  })

  return {
    slots: computed(() => onDay.data.value ?? []),
    /** Only when the day asked for is full: the next day with a free start, `null` when there is none. */
    nextFreeDay: computed<SalonDate | null | undefined>(() =>
      isFull.value && later.data.value ? (later.data.value[0]?.local.slice(0, 10) ?? null) : undefined,
    ),
    error: onDay.error,
    pending: onDay.isPending,
    retry: () => onDay.refetch(),
  }
}

async function ask(question: SlotQuestion, from: SalonDate, to: SalonDate) {
  const { slots } = await fetchData(
    client.GET('/api/availability', {
      params: {
        query: {
          serviceId: question.serviceId ?? '',
          addOnIds: question.addOnIds.length > 0 ? question.addOnIds.join(',') : undefined,
          employeeId: question.employeeId ?? undefined,
          from,
          to,
        },
      },
    }),
  )
  return slots
}
