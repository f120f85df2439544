import { ref, shallowRef } from 'vue'
import type { ApiError } from '@/api/error'
import type { VisitInBrief, VisitsSettled } from '@/api/types'
import { useSaving, type Decision } from './useTeamActions'

/** Visits that stand in the way, as the server lists them: the first fifty of all. */
export interface VisitsInTheWay {
  count: number
  visits: VisitInBrief[]
}

/**
 * Something after which somebody is not there. The server refuses it while there are visits that nobody has decided
 * about; then it is asked what shall become of them, and done.
 */
export function useLeaving<Result extends VisitsSettled>(given: {
  act: (decision: Decision | null) => Promise<Result>
  words: () => string
  /** What else can be wrong; `true`: it is shown where it belongs. */
  refused?: (error: ApiError) => boolean
  done?: (result: Result) => void
}) {
  const { isSaving, save } = useSaving()
  /** `ask`: whether at all. `decide`: about the visits. `left`: these could not be given to anybody. */
  const step = ref<'ask' | 'decide' | 'left' | null>(null)
  const inTheWay = shallowRef<VisitsInTheWay>({ count: 0, visits: [] })
  const left = shallowRef<VisitInBrief[]>([])

  async function go(decision: Decision | null = null): Promise<void> {
    const result = await save(
      () => given.act(decision),
      given.words(),
      (error) => {
        const found = visitsInTheWay(error)
        if (found === null) return given.refused?.(error) ?? false
        inTheWay.value = found
        step.value = 'decide'
        return true
      },
    )
    if (result === null) return
    left.value = result.notReassigned
    step.value = result.notReassigned.length > 0 ? 'left' : null
    given.done?.(result)
  }

  return { step, inTheWay, left, isSaving, go, ask: () => (step.value = 'ask'), close: () => (step.value = null) }
}

/** The visits that come with `has_future_visits`. */
export function visitsInTheWay(error: ApiError): VisitsInTheWay | null {
  if (error.code !== 'has_future_visits') return null
  const details = error.details as Partial<VisitsInTheWay> | null | undefined
  return { count: details?.count ?? 0, visits: details?.visits ?? [] }
}
