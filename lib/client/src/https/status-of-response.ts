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

/** client-go's words for an answer that says nothing itself. */
const messages: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  415: 'the server was unable to respond with a content type that the client supports',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
}

interface ResponseHeaders {
  readonly 'retry-after'?: string
  readonly 'content-type'?: string
}

/** The error of a response that is not 2xx: the Status in its body, or one made from the code and a body that is text. */
export function statusErrorOf(code: number, text: string, headers: ResponseHeaders = {}): StatusError {
  const status = statusIn(text)
  if (status) return new StatusError({ ...status, code: status.code ?? code, message: status.message ?? '' })
  const { 'retry-after': retryAfter, 'content-type': contentType = '' } = headers
  const seconds = Number(retryAfter)
  const details = retryAfter && Number.isFinite(seconds) ? { details: { retryAfterSeconds: seconds } } : {}
  const said = (/^text\//.test(contentType) && text.trim()) || 'unknown'
  const message = messageOf(code, said)
  return new StatusError({ reason: reasons[code] ?? '', code, message, ...details })
}

/** What the server said counts where it is about who may do what, or has no better words. */
function messageOf(code: number, said: string): string {
  if (code === 403 || code === 406) return said
  const known = messages[code]
  if (known) return known
  return code >= 500
    ? `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`
    : `the server responded with the status code ${code} but did not return more information`
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
