/**
 * The way to the server. A page's composable says
 *
 *     const services = await fetchData(client.GET('/api/services'))
 *
 * and gets what is inside the envelope, typed by the generated schema, or an `ApiError` is thrown.
 */
import createClient from 'openapi-fetch'
import { asApiError, toApiError } from './error'
import type { paths } from './schema'
import type { Pagination, ReadOnly } from './types'

/** Where the client finds the token, and whom it tells that it is no longer good, or only good for looking. */
export interface Authorization {
  token: () => string | null
  refused: () => void
  readOnly: (reason: ReadOnly) => void
}

let authorization: Authorization = { token: () => null, refused: () => undefined, readOnly: () => undefined }

/** Why nothing can be changed in the salon, by the code of the refusal. */
const READ_ONLY = new Map<string, ReadOnly>([['salon_suspended', 'SUSPENDED'], ['salon_inactive', 'INACTIVE'], ['look_in', 'LOOK_IN']])

/** Called once, when the app starts. */
export function authorizeWith(given: Authorization): void {
  authorization = given
}

export const client = createClient<paths>({
  baseUrl: location.origin,
  // Looked up on each request: tests and the browser's tools replace it while the page lives.
  fetch: (request) => globalThis.fetch(request),
})

client.use({
  onRequest({ request }) {
    const token = authorization.token()
    if (token !== null) request.headers.set('authorization', `Bearer ${token}`)
    return request
  },
  async onResponse({ request, response }) {
    // Only the token in use ends a session: a wrong password at log-in is that page's affair, and the token of a salon
    // that was left a moment ago may still come back refused.
    const isInUse = () => {
      const token = authorization.token()
      return token !== null && request.headers.get('authorization') === `Bearer ${token}`
    }
    if (response.status === 401 && isInUse()) authorization.refused()
    if (response.status === 403) {
      const body = (await response.clone().json().catch(() => null)) as { code?: string } | null
      const reason = READ_ONLY.get(body?.code ?? '')
      if (reason && isInUse()) authorization.readOnly(reason)
    }
    return response
  },
})

/** What came back inside the envelope. */
export async function fetchData<Body extends { data: unknown }>(pending: Pending<Body>): Promise<Body['data']> {
  return (await settle(pending)).data
}

/** One page of a list, and where it stands among all pages. */
export async function fetchPage<Body extends { data: unknown[]; pagination: Pagination }>(
  pending: Pending<Body>,
): Promise<{ items: Body['data']; pagination: Pagination }> {
  const { data, pagination } = await settle(pending)
  return { items: data, pagination }
}

/** That something was done of which nothing comes back. */
export async function fetchNothing(pending: Promise<{ error?: unknown; response: Response }>): Promise<true> {
  const { error, response } = await pending.catch((thrown: unknown) => {
    throw asApiError(thrown)
  })
  if (!response.ok) throw toApiError(error, response)
  return true
}

/** A file as it came, asked for with `parseAs: 'blob'`. */
export function fetchFile(pending: Pending<Blob>): Promise<Blob> {
  return settle(pending)
}

type Pending<Body> = Promise<{ data?: Body; error?: unknown; response: Response }>

async function settle<Body>(pending: Pending<Body>): Promise<Body> {
  const answer = await pending.catch((thrown: unknown) => {
    throw asApiError(thrown)
  })
  if (!answer.response.ok || answer.data === undefined) throw toApiError(answer.error, answer.response)
  return answer.data
}
