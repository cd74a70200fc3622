import type { Clock } from '@knarr/machinery'
import { DroppedRequests } from '../flow-control/dropped-requests.ts'
import { type FlowController, type FlowTarget, flowOf } from '../flow-control/flow-controller.ts'
import type { FlowMetrics } from '../flow-control/flow-metrics.ts'
import { isMutatingVerb, type RequestsInFlight } from '../flow-control/max-in-flight.ts'
import type { Refusal, Seat } from '../flow-control/queue-set.ts'
import { isWide, listWidth, type WidthParts } from '../flow-control/request-width.ts'
import { turnedAway } from '../flow-control/too-many-requests.ts'
import type { Answer, Filter } from '../request/answer.ts'
import { isLongRunning } from '../request/long-running.ts'
import type { ServerRequest } from '../request/server-request.ts'

export interface PriorityAndFairnessParts extends WidthParts {
  readonly clock: Clock
  readonly controller: FlowController
  readonly metrics: FlowMetrics
  readonly inFlight: RequestsInFlight
  /** How long a request may wait for its seats. */
  readonly waitMs: number
}

/**
 * Gives a request the seats of its priority level, or lets it wait for them in line. A watch gives its seat back once
 * it has begun; other streams need none.
 */
export function priorityAndFairness(parts: PriorityAndFairnessParts): Filter {
  const { controller, clock } = parts
  const dropped = new DroppedRequests(clock)
  return (next) => (request) => {
    const { info } = request
    if (isLongRunning(info) && info.verb !== 'watch') return next(request)
    const target = controller.classify(request)
    tellTarget(request, target)
    const enter = (seat: Seat | Refusal): Promise<Answer> | Answer => {
      if (typeof seat !== 'string') return served(request, { seat, target }, { parts, next })
      parts.metrics.rejected(target, seat)
      return turnedAway(request, dropped.record(target.level.name))
    }
    const seat = seatFor(request, target, parts)
    return seat instanceof Promise ? seat.then(enter) : served(request, { seat, target }, { parts, next })
  }
}

function tellTarget({ answerHeaders }: ServerRequest, { schema, level }: FlowTarget): void {
  if (!answerHeaders) return
  answerHeaders['x-kubernetes-pf-flowschema-uid'] = schema.metadata.uid ?? ''
  answerHeaders['x-kubernetes-pf-prioritylevel-uid'] = level.uid
}

function seatFor(
  request: ServerRequest,
  target: FlowTarget,
  parts: PriorityAndFairnessParts,
): Seat | Promise<Seat | Refusal> {
  const { level } = target
  if (level.queues && isWide(request)) return wideSeat(request, target, parts)
  return level.tryTake(1) ?? waitForSeat(request, { target, width: 1 }, parts)
}

async function wideSeat(
  request: ServerRequest,
  target: FlowTarget,
  parts: PriorityAndFairnessParts,
): Promise<Seat | Refusal> {
  const width = await listWidth(request, parts, target.level.maxWidth)
  return target.level.tryTake(width) ?? waitForSeat(request, { target, width }, parts)
}

async function waitForSeat(
  request: ServerRequest,
  { target, width }: { target: FlowTarget; width: number },
  { clock, controller, metrics, waitMs }: PriorityAndFairnessParts,
): Promise<Seat | Refusal> {
  const { queues } = target.level
  // The level has no limits any more.
  if (!queues) return target.level.tryTake(width) as Seat
  const series = metrics.of(target)
  const start = clock.now()
  series.waiting++
  const { signal } = request
  const waiting = queues.wait({ flow: flowOf(target, request), width, waitMs, signal })
  controller.adjust()
  const result = await waiting
  series.waiting--
  metrics.waited(target, (clock.now() - start) / 1000, typeof result !== 'string')
  return result
}

async function served(
  request: ServerRequest,
  { seat, target }: { seat: Seat; target: FlowTarget },
  { parts, next }: { parts: PriorityAndFairnessParts; next: (request: ServerRequest) => Promise<Answer> },
): Promise<Answer> {
  const { clock, inFlight, metrics } = parts
  const series = metrics.of(target)
  const isMutating = isMutatingVerb(request.info.verb)
  const start = clock.now()
  series.dispatched.inc()
  series.executing++
  inFlight.enter(isMutating)
  try {
    return await next(request)
  } finally {
    series.executing--
    inFlight.leave(isMutating)
    series.execution.observe((clock.now() - start) / 1000)
    seat.release()
  }
}
