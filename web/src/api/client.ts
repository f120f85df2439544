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
import type { Pagination } from './types'

/** Where the client finds the token, and whom it tells that the token is no longer good. */
export interface Authorization {
  token: () => string | null
  refused: () => void
}

let authorization: Authorization = { token: () => null, refused: () => undefined }

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
  onResponse({ request, response }) {
    // Only the token in use ends a session: a wrong password at log-in is that page's affair, and the token of a salon
    // that was left a moment ago may still come back refused.
    const token = authorization.token()
    if (response.status === 401 && token !== null && request.headers.get('authorization') === `Bearer ${token}`) authorization.refused()
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
