import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { client, fetchData } from '@/api/client'
import type { VisitPart } from '@/api/types'
import type { SalonDate } from '@/ui/salonClock'

/** One start of one service. */
export interface VerdictQuestion {
  part: VisitPart
  date: SalonDate
  minutes: number
  /** A visit that is to be moved: its own time does not stand in its way. */
  movingId?: string
}

/** Whether a start is free, and if not, why; asks nothing while there is no question. */
export function useVerdict(question: MaybeRefOrGetter<VerdictQuestion | null>) {
  const { data, error, isLoading } = useQuery({
    key: () => ['availability', 'verdict', { ...toValue(question) }],
    query: () => {
      const asked = toValue(question)
      if (asked === null) throw new Error('nothing is asked')
      const { part, date, minutes, movingId } = asked
      const query = {
        serviceId: part.serviceId,
        addOnIds: part.addOnIds && part.addOnIds.length > 0 ? part.addOnIds.join(',') : undefined,
        employeeId: part.employeeId ?? undefined,
        movingId,
        // What the salon's clock shows: the server knows whether that time exists.
        startsAt: `${date}T${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`,
      }
      return fetchData(client.GET('/api/availability/check', { params: { query } }))
    },
    enabled: () => toValue(question) !== null,
    staleTime: 5_000,
  })
  return { verdict: data, error, pending: isLoading }
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
