/**
 * Serves the mock API from Vite's own server (`npm run dev:mock`, `npm run preview:mock`), with the headers that
 * the real server sends, so that a page which its content policy would break is seen to break here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getResponse } from 'msw'
import type { Connect, Plugin } from 'vite'
import { brokenHandlers, handlersFor } from './handlers'
import { emptySalon, openSalon } from './salon'

const POLICY = [
  "default-src 'self'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "media-src 'self' blob:", "font-src 'self'",
  "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
].join('; ')

/** `MOCK_SALON=empty` shows first use, `MOCK_SALON=broken` shows a failing server. */
export function mockApi(kind = process.env.MOCK_SALON): Plugin {
  const salon = kind === 'empty' ? emptySalon() : openSalon()
  const handlers = kind === 'broken' ? brokenHandlers(salon) : handlersFor(salon, { latency: 60 })

  const answer: Connect.NextHandleFunction = (incoming, outgoing, next) => {
    if (!incoming.url?.startsWith('/api/')) return next()
    toRequest(incoming)
      .then((request) => getResponse(handlers, request))
      .then((response) => send(response, outgoing))
      .catch(next)
  }
  return {
    name: 'mock-api',
    configureServer: ({ middlewares }) => {
      middlewares.use(answer)
    },
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use((_, outgoing, next) => {
        outgoing.setHeader('content-security-policy', POLICY)
        next()
      })
      middlewares.use(answer)
    },
  }
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host}`), {
    method: incoming.method,
    headers: incoming.headers as Record<string, string>,
    body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
  })
}

async function send(response: Response | undefined, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response?.status ?? 404
  response?.headers.forEach((value, name) => outgoing.setHeader(name, value))
  outgoing.end(response ? await response.text() : undefined)
}
