import { badRequest, timeout } from '@knarr/machinery'
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

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Go's `time.ParseDuration`, of a request. */
function durationMs(text: string): number {
  if (text === '0') return 0
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)]
  const isWhole = parts.map(([part]) => part).join('') === text
  if (!isWhole)
    throw badRequest(
      `invalid timeout specified in the request URL - time: invalid duration ${JSON.stringify(text)}`,
    )
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit as string] ?? 0), 0)
}
