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
import type { Login, LookIn, Me } from '@/api/types'

const KEY = 'bolt.token'
/** Where an operator's own log-in waits while they look into a salon. */
const ASIDE_KEY = 'bolt.own-log-in'

export const useSession = defineStore('session', () => {
  const token = ref(storedToken())
  const member = shallowRef<Me | null>(null)
  /** True after the server refused a token: the log-in page then says why it is shown. */
  const hasEnded = ref(false)
  /** Until when the log-in at hand looks into a salon; nothing when it is no look. */
  const looksUntil = aside()?.until ?? null
  let restoring: Promise<void> | null = null
  /** While one log-in takes the place of another, the old token's end is no news. */
  let isReplacing = false

  authorizeWith({
    token: () => token.value,
    refused: () => {
      if (isReplacing || endLook()) return
      const theirs = storedToken()
      // Another tab has logged in anew or gone on to another salon: begin again with its log-in.
      if (theirs !== null && theirs !== token.value) return location.reload()
      forget()
      hasEnded.value = true
    },
    // Suspended while somebody is at work in it. Who knows already is not asked about again.
    readOnly: (reason) => {
      if (member.value !== null && member.value.readOnly !== reason) void refresh().catch(() => undefined)
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
    if (endLook()) return
    forget()
    hasEnded.value = false
  }

  /**
   * Looks into a salon, in this tab alone; the operator's own log-in is kept aside. The page is loaded anew, so that
   * nothing of what was on the screen is taken for the salon's.
   */
  function beginLook({ token: look, expiresAt }: LookIn): void {
    // One that is remembered stays where it is: other tabs go on with it.
    const own = isRemembered() ? null : token.value
    sessionStorage.setItem(ASIDE_KEY, JSON.stringify({ own, until: expiresAt } satisfies Aside))
    sessionStorage.setItem(KEY, look)
    location.assign('/')
  }

  /** Goes on with the operator's own log-in; false when the one at hand is no look. */
  function endLook(): boolean {
    const kept = aside()
    if (kept === null) return false
    sessionStorage.removeItem(ASIDE_KEY)
    if (kept.own === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, kept.own)
    location.assign('/operator')
    return true
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
  return { member, hasEnded, looksUntil, isLoggedIn, logIn, logInWithCode, logOut, adopt, replaceBy, switchTo, beginLook, restore, refresh, update }
})

function storedToken(): string | null {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY)
}

/** An operator's own log-in while they look into a salon, where it is not a remembered one; and when the look ends. */
interface Aside {
  own: string | null
  until: string
}

function aside(): Aside | null {
  const text = sessionStorage.getItem(ASIDE_KEY)
  return text === null ? null : (JSON.parse(text) as Aside)
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
