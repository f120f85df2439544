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
import type { Login, Me } from '@/api/types'

const KEY = 'bolt.token'

export const useSession = defineStore('session', () => {
  const token = ref(storedToken())
  const member = shallowRef<Me | null>(null)
  /** True after the server refused a token: the log-in page then says why it is shown. */
  const hasEnded = ref(false)
  let restoring: Promise<void> | null = null
  /** While one log-in takes the place of another, the old token's end is no news. */
  let isReplacing = false

  authorizeWith({
    token: () => token.value,
    refused: () => {
      if (isReplacing) return
      const theirs = storedToken()
      // Another tab has logged in anew or gone on to another salon: begin again with its log-in.
      if (theirs !== null && theirs !== token.value) return location.reload()
      forget()
      hasEnded.value = true
    },
  })

  /** Throws 403 `two_factor_required` for whoever has a second factor; its challenge goes to `logInWithCode`. */
  async function logIn(email: string, password: string, remember: boolean): Promise<void> {
    adopt(await fetchData(client.POST('/api/auth/login', { body: { email, password } })), remember)
  }

  async function logInWithCode(challenge: string, code: string, remember: boolean): Promise<void> {
    adopt(await fetchData(client.POST('/api/auth/login/two-factor', { body: { challenge, code } })), remember)
  }

  /** Goes on with a log-in that came of something else: a sign-up, a new password, an invitation. */
  function adopt(login: Login, remember = isRemembered()): void {
    const { user, role, tenant, readOnly, salons } = login
    token.value = login.token
    member.value = { user, role, tenant, readOnly, salons }
    hasEnded.value = false
    store(login.token, remember)
  }

  /** Goes on with the log-in that a request answers, which ends the one at hand. */
  async function replaceBy(asked: () => Promise<Login>): Promise<void> {
    isReplacing = true
    try {
      adopt(await asked())
    } finally {
      isReplacing = false
    }
  }

  /** Goes on in another of the person's salons. */
  function switchTo(tenantId: string): Promise<void> {
    return replaceBy(() => fetchData(client.POST('/api/auth/switch', { body: { tenantId } })))
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
    return refresh()
  }

  /** Asks again, when something about the person has changed. */
  function refresh(): Promise<void> {
    const asked = token.value
    restoring ??= fetchData(client.GET('/api/auth/me'))
      .then((me) => {
        if (token.value === asked) member.value = me
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

  /** Shows what the server has just answered about the person. */
  function update(me: Me): void {
    member.value = me
  }

  function forget(): void {
    // Another tab may have stored its own meanwhile.
    for (const storage of [localStorage, sessionStorage]) if (storage.getItem(KEY) === token.value) storage.removeItem(KEY)
    token.value = null
    member.value = null
  }

  const isLoggedIn = computed(() => token.value !== null)
  return { member, hasEnded, isLoggedIn, logIn, logInWithCode, logOut, adopt, replaceBy, switchTo, restore, refresh, update }
})

function storedToken(): string | null {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY)
}

/** Whether the log-in at hand outlives the tab; so does the first one, unless somebody says otherwise. */
function isRemembered(): boolean {
  return sessionStorage.getItem(KEY) === null
}

function store(token: string, remember: boolean): void {
  const [kept, emptied] = remember ? [localStorage, sessionStorage] : [sessionStorage, localStorage]
  kept.setItem(KEY, token)
  emptied.removeItem(KEY)
}
