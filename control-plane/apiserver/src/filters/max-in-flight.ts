import { isMutatingVerb, type RequestsInFlight } from '../flow-control/max-in-flight.ts'
import { turnedAway } from '../flow-control/too-many-requests.ts'
import type { Answer, Filter } from '../request/answer.ts'
import { isLongRunning } from '../request/long-running.ts'
import type { ServerRequest } from '../request/server-request.ts'

export interface MaxInFlightOptions {
  /** Of requests that change nothing; 0: no limit. */
  readonly readOnly: number
  readonly mutating: number
  readonly inFlight: RequestsInFlight
}

const retryAfterSeconds = 1

/** What there is instead of priority and fairness: so many at once and no more, whoever asks. */
export function maxInFlight({ readOnly, mutating, inFlight }: MaxInFlightOptions): Filter {
  const isFull = (isMutating: boolean): boolean => {
    const limit = isMutating ? mutating : readOnly
    return limit > 0 && (isMutating ? inFlight.mutating : inFlight.readOnly) >= limit
  }
  return (next) =>
    async (request): Promise<Answer> => {
      if (isLongRunning(request.info)) return next(request)
      const isMutating = isMutatingVerb(request.info.verb)
      if (isFull(isMutating) && !isPrivileged(request)) return turnedAway(request, retryAfterSeconds)
      inFlight.enter(isMutating)
      try {
        return await next(request)
      } finally {
        inFlight.leave(isMutating)
      }
    }
}

/** An administrator always gets an answer. */
function isPrivileged({ user }: ServerRequest): boolean {
  return user.groups.includes('system:masters')
}
