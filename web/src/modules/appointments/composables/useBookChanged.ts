import { useQueryCache } from '@pinia/colada'

/** Call it when a visit was booked or changed: every page that shows visits or free times asks again. */
export function useBookChanged(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () =>
    Promise.all(['appointments', 'availability', 'today'].map((key) => cache.invalidateQueries({ key: [key] })))
}
