import { useQueryCache } from '@pinia/colada'
import { useToast } from 'primevue/usetoast'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { client, fetchData } from '@/api/client'
import { asApiError, toApiError, type ApiError } from '@/api/error'
import type { EmployeeChange, FutureVisits, NewTimeOff, Skill, WeeklyHours } from '@/api/types'

/** What was decided about the visits of somebody who is not there. */
export interface Decision {
  futureVisits: FutureVisits
  reassignToId: string | null
}

/** Call it when something about the team has changed: every page that shows people, free times or visits asks again. */
export function useTeamChanged(): () => Promise<unknown> {
  const cache = useQueryCache()
  const keys = ['employees', 'services', 'availability', 'appointments', 'today', 'notifications']
  return () => Promise.all(keys.map((key) => cache.invalidateQueries({ key: [key] })))
}

/** Does something to the team and says how it went. */
export function useSaving() {
  const { t } = useI18n()
  const toast = useToast()
  const changed = useTeamChanged()
  const isSaving = ref(false)

  /** What came of it; `null` when it was refused. A form says itself what is wrong with its fields. */
  async function save<T>(work: () => Promise<T>, words: string, refused?: (error: ApiError) => boolean): Promise<T | null> {
    isSaving.value = true
    try {
      const result = await work()
      toast.add({ severity: 'success', summary: words, life: 3_000 })
      void changed()
      return result
    } catch (thrown) {
      const error = asApiError(thrown)
      if (!refused?.(error)) {
        const detail = error.isUnreachable ? t('app.failed.unreachable') : error.message
        toast.add({ severity: 'error', summary: t('employees.failed'), detail, life: 6_000 })
      }
      return null
    } finally {
      isSaving.value = false
    }
  }

  return { isSaving, save }
}

/** The requests that change somebody. */
export const requests = {
  add: (body: { name: string; title: string | null }) => fetchData(client.POST('/api/employees', { body })),
  change: (id: string, body: EmployeeChange) => fetchData(client.PATCH('/api/employees/{id}', { params: { path: { id } }, body })),
  remove: (id: string, decision: Decision | null) =>
    fetchData(
      client.DELETE('/api/employees/{id}', {
        params: { path: { id }, query: { futureVisits: decision?.futureVisits, reassignToId: decision?.reassignToId ?? undefined } },
      }),
    ),
  restore: (id: string) => fetchData(client.POST('/api/employees/{id}/restore', { params: { path: { id } } })),
  setWeek: (id: string, weeklyHours: WeeklyHours[]) =>
    fetchData(client.PUT('/api/employees/{id}/hours', { params: { path: { id } }, body: { weeklyHours } })),
  setSkills: (id: string, services: Skill[]) =>
    fetchData(client.PUT('/api/employees/{id}/services', { params: { path: { id } }, body: { services } })),
  setDay: (id: string, day: string, body: { windows: { startsAt: string; endsAt: string }[]; note: string | null }) =>
    fetchData(client.PUT('/api/employees/{id}/overrides/{day}', { params: { path: { id, day } }, body })),
  removeDay: (id: string, day: string) => fetchData(client.DELETE('/api/employees/{id}/overrides/{day}', { params: { path: { id, day } } })),
  addTimeOff: (id: string, body: NewTimeOff) => fetchData(client.POST('/api/employees/{id}/time-off', { params: { path: { id } }, body })),
  removeTimeOff: (id: string, timeOffId: string) =>
    fetchData(client.DELETE('/api/employees/{id}/time-off/{timeOffId}', { params: { path: { id, timeOffId } } })),
  setPhoto: (id: string, photo: Blob) =>
    fetchData(
      client.PUT('/api/employees/{id}/photo', {
        params: { path: { id } },
        // The document has no word for bytes; they go as they are.
        body: photo as unknown as string,
        bodySerializer: (body) => body as unknown as Blob,
        headers: { 'content-type': 'application/octet-stream' },
      }),
    ),
  removePhoto: (id: string) => fetchData(client.DELETE('/api/employees/{id}/photo', { params: { path: { id } } })),
  makeFeed: (id: string) => fetchData(client.POST('/api/employees/{id}/feed', { params: { path: { id } } })),
  async removeFeed(id: string): Promise<void> {
    // Nothing comes back: 204.
    const { response, error } = await client.DELETE('/api/employees/{id}/feed', { params: { path: { id } } })
    if (!response.ok) throw toApiError(error, response)
  },
}
