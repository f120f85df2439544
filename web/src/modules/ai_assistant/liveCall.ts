/**
 * The call that runs in this browser. A store, because it goes on while the person looks something up on another
 * page and comes back. It keeps what was said and what came of it; what to say next is decided by the server.
 */
import { useQueryCache } from '@pinia/colada'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { client, fetchData } from '@/api/client'
import { asApiError, type ApiError } from '@/api/error'
import { readTurn } from '@/api/turn'
import type { Appointment, CallState, Turn } from '@/api/types'
import { useBookChanged } from '@/modules/appointments'
import { useSession } from '@/modules/auth'

/** What the caller can do in a turn: say something, press keys, or nothing. */
export type CallerSays = { text: string } | { digits: string } | { silence: true }

export const useLiveCall = defineStore('liveCall', () => {
  const session = useSession()
  const queryCache = useQueryCache()
  const bookChanged = useBookChanged()

  const callId = ref<string | null>(null)
  const phone = ref<string | null>(null)
  const state = ref<CallState | 'IDLE' | 'CONNECTING'>('IDLE')
  const turns = shallowRef<Turn[]>([])
  const appointment = shallowRef<Appointment | null>(null)
  const startedAt = ref<Date | null>(null)
  const endedAt = ref<Date | null>(null)
  /** Said, but not answered yet. */
  const pending = shallowRef<CallerSays | null>(null)
  const failure = shallowRef<ApiError | null>(null)

  const isRunning = computed(() => state.value === 'LISTENING')
  const lastTurn = computed<Turn | null>(() => turns.value.at(-1) ?? null)

  async function start(from: string | null): Promise<void> {
    reset()
    state.value = 'CONNECTING'
    try {
      const started = await fetchData(client.POST('/api/ai-assistant/calls', { body: { phone: from } }))
      callId.value = started.callId
      phone.value = from
      startedAt.value = new Date()
      turns.value = [readTurn(started.turn)]
      enter(started.state)
    } catch (thrown) {
      failure.value = asApiError(thrown)
      state.value = 'IDLE'
    }
  }

  async function say(what: CallerSays): Promise<void> {
    const id = callId.value
    if (id === null || !isRunning.value || pending.value !== null) return
    pending.value = what
    failure.value = null
    try {
      const path = { id }
      const answer = await fetchData(client.POST('/api/ai-assistant/calls/{id}/turns', { params: { path }, body: what }))
      // Hung up meanwhile: the answer belongs to a call that is over.
      if (callId.value !== id) return
      const turn = readTurn(answer.turn)
      turns.value = [...turns.value, turn]
      const changedTheBook = turn.tools.some(({ result }) => result.result === 'booked' || result.result === 'cancelled')
      if (answer.appointment) appointment.value = answer.appointment
      if (changedTheBook) void bookChanged()
      if (isRunning.value) enter(answer.state)
    } catch (thrown) {
      failure.value = asApiError(thrown)
    } finally {
      pending.value = null
    }
  }

  async function hangUp(): Promise<void> {
    const id = callId.value
    if (id === null || !isRunning.value) return
    enter('ENDED')
    try {
      await fetchData(client.POST('/api/ai-assistant/calls/{id}/hang-up', { params: { path: { id } } }))
    } catch (thrown) {
      failure.value = asApiError(thrown)
    }
    void queryCache.invalidateQueries({ key: ['calls'] })
  }

  function enter(next: CallState): void {
    state.value = next
    if (next === 'LISTENING') return
    endedAt.value = new Date()
    void queryCache.invalidateQueries({ key: ['calls'] })
    void queryCache.invalidateQueries({ key: ['today'] })
  }

  function reset(): void {
    callId.value = null
    phone.value = null
    state.value = 'IDLE'
    turns.value = []
    appointment.value = null
    startedAt.value = null
    endedAt.value = null
    pending.value = null
    failure.value = null
  }

  // Another person at this browser starts without the last one's call.
  watch(() => session.member?.user.id, reset)
  // In a salon that can only be looked at the server takes no more turns: the call is over.
  watch(() => session.member?.readOnly, (reason) => reason && isRunning.value && enter('ENDED'))

  return {
    callId, phone, state, turns, lastTurn, appointment, startedAt, endedAt, pending, failure, isRunning, start, say, hangUp, reset,
  }
})
