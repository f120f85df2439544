import { useQueryCache } from '@pinia/colada'
import { useEventListener, useIntervalFn } from '@vueuse/core'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import type { Hold, VisitPart } from '@/api/types'

/** What is to be kept. */
export interface HoldWish {
  parts: VisitPart[]
  startsAt: string
  slotToken?: string | null
}

/**
 * Keeps the time that a form has chosen, so that nobody else takes it while the form is filled in. Another wish lets
 * the first go; so does the end of the component or of the page.
 */
export function useHold(wish: () => HoldWish | null) {
  const cache = useQueryCache()
  const held = shallowRef<{ hold: Hold; key: string | null; endsAt: number } | null>(null)
  const problem = shallowRef<ApiError | null>(null)
  const now = ref(Date.now())
  useIntervalFn(() => (now.value = Date.now()), 1_000)

  // Another token for the same start is the same wish.
  const key = computed(() => {
    const wanted = wish()
    return wanted && JSON.stringify([wanted.parts, wanted.startsAt])
  })
  const secondsLeft = computed(() => (held.value ? Math.max(0, Math.ceil((held.value.endsAt - now.value) / 1_000)) : 0))
  const isHeld = computed(() => held.value !== null && held.value.key === key.value && secondsLeft.value > 0)
  const hasLapsed = computed(() => held.value !== null && held.value.key === key.value && secondsLeft.value === 0)

  // One after the other: the first hold must be gone before a second can lie over it.
  let queue: Promise<void> = Promise.resolve()
  let isOver = false
  const renew = () => (queue = queue.then(replace))
  watch(key, renew, { immediate: true })

  async function replace(): Promise<void> {
    const wanted = isOver ? null : wish()
    const wantedKey = key.value
    const hadOne = held.value !== null
    await letGo()
    problem.value = null
    // A list of free times that was read meanwhile left out what was held.
    if (hadOne && wanted === null) void cache.invalidateQueries({ key: ['availability'] })
    if (wanted === null) return
    try {
      const asked = Date.now()
      const answer = await client.POST('/api/holds', { body: wanted })
      const hold = await fetchData(Promise.resolve(answer))
      // The length counts, not the time of day: this machine's clock may be wrong.
      const serversNow = Date.parse(answer.response.headers.get('date') ?? '') || asked
      held.value = { hold, key: wantedKey, endsAt: asked + Date.parse(hold.expiresAt) - serversNow }
      now.value = Date.now()
      if (isOver) await letGo()
    } catch (thrown) {
      if (!isOver && key.value === wantedKey) problem.value = asApiError(thrown)
    }
  }

  async function letGo(): Promise<void> {
    const id = held.value?.hold.id
    held.value = null
    // One that has expired is gone already; and whatever happens here, it ends by itself.
    if (id) await client.DELETE('/api/holds/{id}', { params: { path: { id } }, keepalive: true }).catch(() => undefined)
  }

  useEventListener(window, 'pagehide', () => void letGo())
  onScopeDispose(() => {
    isOver = true
    void renew()
  })

  return {
    /** The hold to book with, while it stands. */
    holdId: computed(() => (isHeld.value ? (held.value?.hold.id ?? null) : null)),
    isHeld,
    hasLapsed,
    secondsLeft,
    problem,
    again: () => void renew(),
    /** It has been used up by a booking. */
    use: () => (held.value = null),
  }
}
