import type { Logger } from '@knarr/client'
import { badRequest, internalError, StatusError } from '@knarr/machinery'
import { negotiate, plainJson, type Representation } from '../codec/representation.ts'
import type { Answer, Filter } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import type { FilterParts } from './filter-parts.ts'

/** Turns whatever is thrown into a Status; what nobody foresaw is logged and answered with 500. */
export function errorTranslation({ logger }: FilterParts): Filter {
  return (next) => async (request) => {
    try {
      return await next(request)
    } catch (error) {
      return statusAnswer(request, error instanceof StatusError ? error : unforeseen(error, request, logger))
    }
  }
}

function unforeseen(error: unknown, { method, path }: ServerRequest, logger: Logger): StatusError {
  const text = error instanceof Error ? error.stack : String(error)
  logger.error('request failed', { method, path, error: text })
  if (isStackOverflow(error)) return badRequest('json parse error: exceeded max depth')
  return internalError(error)
}

/** What nests less deep than upstream's limit may still be more than some walk over it can bear. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

/** The answer to an error, in the form the client reads. */
function statusAnswer(request: Pick<ServerRequest, 'headers' | 'query'>, error: StatusError): Answer {
  const retry = error.status.details?.retryAfterSeconds
  const headers = retry === undefined ? {} : { headers: { 'retry-after': String(retry) } }
  return {
    kind: 'value',
    code: error.code,
    value: error.status,
    representation: formOfErrors(request),
    ...headers,
  }
}

function formOfErrors(request: Pick<ServerRequest, 'headers' | 'query'>): Representation {
  try {
    return negotiate(request)
  } catch {
    return plainJson
  }
}
