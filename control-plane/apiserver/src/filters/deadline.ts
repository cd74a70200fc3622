import { badRequest, parseDuration, timeout } from '@knarr/machinery'
import type { Filter } from '../request/answer.ts'
import { isLongRunning } from '../request/long-running.ts'
import type { FilterParts } from './filter-parts.ts'

/** Nothing but watches and streams may take longer than the server's own limit, or than `timeout` says. */
export function deadline({
  clock,
  requestTimeoutMs,
}: Pick<FilterParts, 'clock' | 'requestTimeoutMs'>): Filter {
  return (next) => (request) => {
    if (isLongRunning(request.info)) return next(request)
    const asked = request.query.get('timeout')
    const limitMs = Math.min((asked && durationMs(asked)) || requestTimeoutMs, requestTimeoutMs)
    const answered = next(request)
    return new Promise((resolve, reject) => {
      const late = (): void => reject(timeout('request did not complete within the allotted timeout', 0))
      const timer = clock.after(limitMs, late)
      answered.then(
        (answer) => {
          timer.cancel()
          resolve(answer)
        },
        (error) => {
          timer.cancel()
          reject(error)
        },
      )
    })
  }
}

function durationMs(text: string): number {
  try {
    return parseDuration(text)
  } catch (cause) {
    throw badRequest(`invalid timeout specified in the request URL - ${(cause as Error).message}`)
  }
}
