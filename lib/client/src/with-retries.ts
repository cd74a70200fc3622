import { type Clock, StatusError, sleep } from '@knarr/machinery'
import type { ApiRequest, Transport } from './transport.ts'

const maxRetries = 10

/**
 * Asks again, up to ten times, when the server says when to (`Retry-After`, with a 429 or a 5xx), as
 * client-go does for every request.
 */
export function withRetries(transport: Transport, clock: Clock): Transport {
  const retrying = async <R>(request: ApiRequest, send: () => Promise<R>): Promise<R> => {
    for (let retry = 0; ; retry++) {
      try {
        return await send()
      } catch (error) {
        const seconds = retryAfterSeconds(error)
        if (!seconds || retry >= maxRetries) throw error
        await sleep(clock, seconds * 1000, request.signal)
      }
    }
  }
  return {
    request: (request) => retrying(request, () => transport.request(request)),
    watch: (request) => retrying(request, () => transport.watch(request)),
  }
}

function retryAfterSeconds(error: unknown): number {
  if (!(error instanceof StatusError) || (error.code !== 429 && error.code < 500)) return 0
  return error.status.details?.retryAfterSeconds ?? 0
}
