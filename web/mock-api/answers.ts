/** How the fake network answers: in the server's envelope, typed by the generated schema. */
import { HttpResponse } from 'msw'
import type { components, paths } from '../src/api/schema'
import type { Pagination } from '../src/api/types'

export type Schemas = components['schemas']

export type Data<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends { responses: infer Answers }
  ? Answers[keyof Answers & (200 | 201)] extends { content: { 'application/json': { data: infer Body } } } ? Body : never
  : never

/** Wraps what only somebody with a token is answered. */
export type Guard = (
  answer: (request: Request, params: Record<string, string>) => Response | Promise<Response>,
) => (given: { request: Request; params: object }) => Promise<Response>

export function success<Body>(data: Body, status = 200): Response {
  return HttpResponse.json({ status: 'success', data } as object, { status })
}

/** That it is done, with nothing to say about it. */
export function done(): Response {
  return new HttpResponse(null, { status: 204 })
}

export function page<Item>(request: Request, items: Item[]): Response {
  const query = new URL(request.url).searchParams
  const current = Number(query.get('page') ?? 1)
  const pageSize = Number(query.get('pageSize') ?? 25)
  const pagination: Pagination = { page: current, pageSize, total: items.length, totalPages: Math.ceil(items.length / pageSize) }
  return HttpResponse.json({ status: 'success', data: items.slice((current - 1) * pageSize, current * pageSize), pagination })
}

export function failure(status: number, code: string, message: string, fields?: Record<string, string>, details?: unknown): Response {
  const body: Schemas['ErrorBody'] = { status: 'error', code, message, requestId: 'req_mock', fields, details }
  return HttpResponse.json(body as object, { status })
}
