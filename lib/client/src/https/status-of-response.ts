import { isJsonObject, type Status, StatusError, type StatusReason } from '@knarr/machinery'

const reasons: Readonly<Record<number, StatusReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

/** The error of a response that is not 2xx: the Status in its body, or one made from the code and the text. */
export function statusErrorOf(code: number, text: string, retryAfter?: string): StatusError {
  const status = statusIn(text)
  if (status) return new StatusError({ ...status, code: status.code ?? code, message: status.message ?? '' })
  const seconds = Number(retryAfter)
  const details = retryAfter && Number.isFinite(seconds) ? { details: { retryAfterSeconds: seconds } } : {}
  const message = text.trim() || 'the server responded with no message'
  return new StatusError({ reason: reasons[code] ?? '', code, message, ...details })
}

function statusIn(text: string): Partial<Status> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const body: unknown = JSON.parse(text)
    return isJsonObject(body) && body.kind === 'Status' ? body : undefined
  } catch {
    return undefined
  }
}
