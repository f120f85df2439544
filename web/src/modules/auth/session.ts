/**
 * Who is logged in, and at which salon. Outlives every page, so it is a store.
 *
 * The token lies in `localStorage` when the person asked to stay logged in, otherwise in `sessionStorage`, which
 * the browser forgets with the tab.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { authorizeWith, client, fetchData } from '@/api/client'
import { asApiError } from '@/api/error'
import type { Role, Tenant, User } from '@/api/types'

const KEY = 'bolt.token'

interface Member {
  user: User
  role: Role
  tenant: Tenant
}

export const useSession = defineStore('session', () => {
  const token = ref(storedToken())
  const member = shallowRef<Member | null>(null)
  /** True after the server refused a token: the log-in page then says why it is shown. */
  const hasEnded = ref(false)
  let restoring: Promise<void> | null = null

  authorizeWith({
    token: () => token.value,
    refused: () => {
      forget()
      hasEnded.value = true
    },
  })

  async function logIn(email: string, password: string, remember: boolean): Promise<void> {
    const session = await fetchData(client.POST('/api/auth/login', { body: { email, password } }))
    token.value = session.token
    member.value = { user: session.user, role: session.role, tenant: session.tenant }
    hasEnded.value = false
    store(session.token, remember)
  }

  async function logOut(): Promise<void> {
    // The token is forgotten here whatever the server answers: nobody is kept logged in by a failing network.
    const told = client.POST('/api/auth/logout').catch(() => undefined)
    await told
    forget()
    hasEnded.value = false
  }

  /** Asks the server whom the stored token belongs to; once, however many ask. */
  function restore(): Promise<void> {
    if (token.value === null || member.value !== null) return Promise.resolve()
    restoring ??= fetchData(client.GET('/api/auth/me'))
      .then((me) => {
        member.value = me
      })
      .catch((thrown: unknown) => {
        const error = asApiError(thrown)
        // 401 has already ended the session. Anything else may pass: keep the token, show the failure.
        if (error.status !== 401) throw error
      })
      .finally(() => {
        restoring = null
      })
    return restoring
  }

  function forget(): void {
    token.value = null
    member.value = null
    for (const storage of [localStorage, sessionStorage]) storage.removeItem(KEY)
  }

  return { member, hasEnded, isLoggedIn: computed(() => token.value !== null), logIn, logOut, restore }
})

function storedToken(): string | null {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY)
}

function store(token: string, remember: boolean): void {
  const [kept, emptied] = remember ? [localStorage, sessionStorage] : [sessionStorage, localStorage]
  kept.setItem(KEY, token)
  emptied.removeItem(KEY)
}
