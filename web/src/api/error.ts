/**
 * Everything that can go wrong between the dashboard and the server, as one type.
 *
 * `code` is what a page decides by, `message` is a sentence for the person in front of it, and `requestId`
 * finds the same request in the server's log.
 */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number
  /** Stable and machine-readable: `slot_taken`, `validation_failed`, ... */
  readonly code: string
  /** What is wrong with which field, where the request was at fault. */
  readonly fields: Readonly<Record<string, string>>
  readonly requestId: string | null
  /** What the server adds for this code, for example the alternatives of `slot_taken`. */
  readonly details: unknown
  /** In how many seconds it is worth trying again, where the server says so. */
  readonly retryAfterSeconds: number | null

  constructor(given: {
    status: number
    code: string
    message: string
    fields?: Record<string, string> | null
    requestId?: string | null
    details?: unknown
    retryAfterSeconds?: number | null
  }) {
    super(given.message)
    this.name = 'ApiError'
    this.status = given.status
    this.code = given.code
    this.fields = given.fields ?? {}
    this.requestId = given.requestId ?? null
    this.details = given.details
    this.retryAfterSeconds = given.retryAfterSeconds ?? null
  }

  /** No answer came: the network or the server is away. */
  get isUnreachable(): boolean {
    return this.status === 0
  }
}

/** The error that an answer stands for, whatever its body looks like. */
export function toApiError(body: unknown, response: Response): ApiError {
  const requestId = response.headers.get('x-request-id')
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || null
  if (!isErrorBody(body)) {
    // A proxy in between answers with its own page: nothing in it is meant for the person.
    return new ApiError({ status: response.status, code: 'unexpected', message: 'Something went wrong.', requestId, retryAfterSeconds })
  }
  return new ApiError({ ...body, status: response.status, requestId: body.requestId ?? requestId, retryAfterSeconds })
}

/** Whatever was thrown, as the one error type. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof TypeError) {
    return new ApiError({ status: 0, code: 'unreachable', message: 'The server could not be reached.' })
  }
  return new ApiError({ status: 0, code: 'unexpected', message: 'Something went wrong.' })
}

interface ErrorBody {
  message: string
  code: string
  requestId?: string | null
  fields?: Record<string, string> | null
  details?: unknown
}

function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' && body !== null &&
    'message' in body && typeof body.message === 'string' &&
    'code' in body && typeof body.code === 'string'
  )
}
