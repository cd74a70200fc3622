import { StatusError } from '@knarr/machinery'
import type { Filter } from '../request/answer.ts'
import { isLongRunning } from '../request/long-running.ts'
import type { FilterParts } from './filter-parts.ts'

/** Counts requests under way, so that a server that stops can wait for them; then lets no new ones in. */
export function waitGroup({ lifecycle }: FilterParts): Filter {
  return (next) => async (request) => {
    if (isLongRunning(request.info)) return next(request)
    if (!lifecycle.acceptsRequests) throw shuttingDown()
    lifecycle.enter()
    try {
      return await next(request)
    } finally {
      lifecycle.leave()
    }
  }
}

function shuttingDown(): StatusError {
  const message = 'apiserver is shutting down'
  return new StatusError({
    ...{ reason: 'ServiceUnavailable', code: 503, message },
    details: { retryAfterSeconds: 1 },
  })
}
