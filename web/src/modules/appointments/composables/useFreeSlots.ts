import { useQuery } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData } from '@/api/client'
import type { Slot, VisitPart } from '@/api/types'
import { addDays, type SalonDate } from '@/ui/salonClock'

/** What is to be booked, and on which day. Without services there is nothing to ask. */
export interface SlotQuestion {
  parts: VisitPart[]
  date: SalonDate
  /** A visit that is to be moved: its own time does not stand in its way. */
  movingId?: string
  /** The same with less of a choice, asked as well: where both are free, this is what would be done. */
  preferredParts?: VisitPart[]
}

/** How far ahead to look for another day when the day asked for is full. */
const DAYS_AHEAD = 14

/** Free starts on a day; when there are none, the next day that has some. */
export function useFreeSlots(question: MaybeRefOrGetter<SlotQuestion>) {
  const isAsked = computed(() => toValue(question).parts.length > 0)
  const onDay = useQuery({
    key: () => ['availability', 'day', { ...toValue(question) }],
    query: () => ask(toValue(question), toValue(question).date, toValue(question).date),
    enabled: isAsked,
    staleTime: 10_000,
    // The time that is held for this very form would be missing from the list.
    refetchOnWindowFocus: false,
  })
  const isFull = computed(() => onDay.data.value?.length === 0)
  const later = useQuery({
    key: () => ['availability', 'later', { ...toValue(question) }],
    query: () => ask(toValue(question), addDays(toValue(question).date, 1), addDays(toValue(question).date, DAYS_AHEAD)),
    enabled: () => isFull.value && isAsked.value,
    staleTime: 10_000,
  })

  return {
    slots: computed(() => (isAsked.value ? (onDay.data.value ?? []) : [])),
    /** Only when the day asked for is full: the next day with a free start, `null` when there is none. */
    nextFreeDay: computed<SalonDate | null | undefined>(() =>
      isFull.value && later.data.value ? (later.data.value[0]?.local.slice(0, 10) ?? null) : undefined,
    ),
    error: onDay.error,
    pending: onDay.isPending,
    retry: () => onDay.refetch(),
  }
}

async function ask({ parts, preferredParts, movingId }: SlotQuestion, from: SalonDate, to: SalonDate): Promise<Slot[]> {
  const search = async (wanted: VisitPart[]) => {
    const { slots } = await fetchData(client.POST('/api/availability/search', { body: { parts: wanted, from, to, movingId } }))
    return slots
  }
  const [slots, preferred] = await Promise.all([search(parts), preferredParts ? search(preferredParts).catch(() => []) : []])
  return slots.map((slot) => preferred.find(({ startsAt }) => startsAt === slot.startsAt) ?? slot)
}
