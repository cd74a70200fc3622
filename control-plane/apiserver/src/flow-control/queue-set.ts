import type { Clock, Timer } from '@knarr/machinery'
import { dealHand } from './shuffle-shard.ts'

export interface QueueSetOptions {
  readonly clock: Clock
  /** How many seats may be taken at once. */
  readonly seats: number
  /** Undefined: who finds no seat is refused at once. */
  readonly queuing:
    | { readonly queues: number; readonly handSize: number; readonly queueLengthLimit: number }
    | undefined
}

/** One request that asks for seats. */
export interface SeatRequest {
  /** Requests of one flow share its queues. */
  readonly flow: string
  readonly width: number
  /** How long it may wait. */
  readonly waitMs: number
  readonly signal: AbortSignal
}

export type Refusal = 'concurrency-limit' | 'queue-full' | 'time-out' | 'cancelled'

/** Given back once. */
export interface Seat {
  release(): void
}

/** What a request is taken to last until it is known how long it did: upstream's estimate. */
const estimateMs = 60_000

interface Waiting {
  readonly request: SeatRequest
  readonly queue: Queue
  settle(result: Seat | Refusal): void
}

/** Requests of some flows, the first to be served first. */
class Queue {
  waiting: Waiting[] = []
  executing = 0
  /** The virtual time at which its next request would begin, were it served alone and fairly. */
  nextStart = 0

  get isActive(): boolean {
    return this.waiting.length > 0 || this.executing > 0
  }

  /** When its first request would be done. */
  get nextFinish(): number {
    return this.nextStart + estimateMs * (this.waiting[0]?.request.width ?? 0)
  }
}

/**
 * Shares seats fairly between flows (fair queuing for server requests): each flow is dealt a few queues and waits in
 * the shortest; whose queue had the least service is served next. With free seats nobody waits and nothing is counted.
 */
export class QueueSet {
  #options: QueueSetOptions
  #queues: Queue[]
  #taken = 0
  #executing = 0
  #waiting = 0
  #waitingSeats = 0
  /** Seat-milliseconds each active queue would have been given by now, were service perfectly even. */
  #virtualMs = 0
  #highDemand = 0
  #updatedMs: number

  constructor(options: QueueSetOptions) {
    this.#options = options
    this.#queues = queuesOf(options)
    this.#updatedMs = options.clock.now()
  }

  get seatsTaken(): number {
    return this.#taken
  }

  get executing(): number {
    return this.#executing
  }

  get waiting(): number {
    return this.#waiting
  }

  get seats(): number {
    return this.#options.seats
  }

  /** The most seats that were taken or waited for at once since this was last asked. */
  takeHighDemand(): number {
    const high = this.#highDemand
    this.#highDemand = this.#taken + this.#waitingSeats
    return Math.max(high, this.#highDemand)
  }

  /** Takes other limits; what waits stays in line, in queues that may be gone for newcomers. */
  configure(options: QueueSetOptions): void {
    this.#advance()
    const isResized = options.queuing?.queues !== this.#options.queuing?.queues
    const waiting = this.#queues.flatMap((queue) => (isResized ? queue.waiting : []))
    this.#options = options
    if (isResized) {
      this.#queues = queuesOf(options)
      for (const each of waiting) {
        this.#left(each)
        this.#enqueue(each.request, each.settle)
      }
    }
    this.#dispatch()
  }

  /** A seat where one is free and nobody waits: the way of nearly every request. */
  tryTake(width: number): Seat | undefined {
    return this.#waiting === 0 && this.#hasRoom(width) ? this.#seat(width, undefined) : undefined
  }

  /** Waits in line for a seat. */
  wait(request: SeatRequest): Promise<Seat | Refusal> {
    return new Promise((resolve) => {
      this.#advance()
      this.#enqueue(request, resolve)
      this.#dispatch()
    })
  }

  #hasRoom(width: number): boolean {
    return this.#taken === 0 || this.#taken + width <= this.#options.seats
  }

  #seat(width: number, queue: Queue | undefined): Seat {
    const start = this.#options.clock.now()
    this.#taken += width
    this.#executing++
    this.#noteDemand()
    let isReleased = false
    return {
      release: () => {
        if (isReleased) return
        isReleased = true
        this.#taken -= width
        this.#executing--
        if (!queue && this.#waiting === 0) return
        this.#advance()
        if (queue) this.#settleService(queue, width, this.#options.clock.now() - start)
        this.#dispatch()
      },
    }
  }

  /** What was charged by estimate becomes what was used. */
  #settleService(queue: Queue, width: number, usedMs: number): void {
    queue.executing--
    queue.nextStart -= (estimateMs - usedMs) * width
  }

  #enqueue(request: SeatRequest, resolve: (result: Seat | Refusal) => void): void {
    const { clock, queuing } = this.#options
    const queue = queuing && this.#shortest(request.flow)
    const refusal = refusalOf(queue, queuing)
    if (!queue || refusal) {
      resolve(refusal ?? 'concurrency-limit')
      return
    }
    if (!queue.isActive) queue.nextStart = this.#virtualMs
    let timer: Timer | undefined
    const onAbort = (): void => this.#leave(waiting, 'cancelled')
    const waiting: Waiting = {
      ...{ request, queue },
      settle: (result) => {
        timer?.cancel()
        request.signal.removeEventListener('abort', onAbort)
        resolve(result)
      },
    }
    queue.waiting.push(waiting)
    this.#waiting++
    this.#waitingSeats += request.width
    this.#noteDemand()
    timer = clock.after(request.waitMs, () => this.#leave(waiting, 'time-out'))
    request.signal.addEventListener('abort', onAbort, { once: true })
  }

  #leave(waiting: Waiting, refusal: Refusal): void {
    const index = waiting.queue.waiting.indexOf(waiting)
    if (index < 0) return
    this.#advance()
    waiting.queue.waiting.splice(index, 1)
    this.#left(waiting)
    waiting.settle(refusal)
    this.#dispatch()
  }

  /** Of the queues the flow was dealt, the one with the least to do. */
  #shortest(flow: string): Queue | undefined {
    const { queuing } = this.#options
    const hand = dealHand(flow, { deckSize: this.#queues.length, handSize: queuing?.handSize ?? 1 })
    let best: Queue | undefined
    for (const card of hand) {
      const queue = this.#queues[card]
      if (queue && (!best || loadOf(queue) < loadOf(best))) best = queue
    }
    return best
  }

  #dispatch(): void {
    while (this.#waiting > 0) {
      const next = this.#queues.reduce<Queue | undefined>(fairer, undefined)
      const first = next?.waiting[0]
      if (!next || !first || !this.#hasRoom(first.request.width)) return
      next.waiting.shift()
      this.#left(first)
      next.executing++
      next.nextStart += estimateMs * first.request.width
      first.settle(this.#seat(first.request.width, next))
    }
  }

  #advance(): void {
    const now = this.#options.clock.now()
    const passedMs = now - this.#updatedMs
    this.#updatedMs = now
    if (passedMs <= 0) return
    const active = this.#queues.filter((queue) => queue.isActive).length
    const demand = Math.min(this.#options.seats, this.#taken + this.#waitingSeats)
    if (active > 0) this.#virtualMs += (passedMs * demand) / active
  }

  #noteDemand(): void {
    const demand = this.#taken + this.#waitingSeats
    if (demand > this.#highDemand) this.#highDemand = demand
  }

  #left({ request }: Waiting): void {
    this.#waiting--
    this.#waitingSeats -= request.width
  }
}

function queuesOf({ queuing }: QueueSetOptions): Queue[] {
  return Array.from({ length: queuing?.queues ?? 0 }, () => new Queue())
}

function refusalOf(queue: Queue | undefined, queuing: QueueSetOptions['queuing']): Refusal | undefined {
  if (!queue || !queuing) return 'concurrency-limit'
  return queue.waiting.length >= queuing.queueLengthLimit ? 'queue-full' : undefined
}

function loadOf({ waiting, executing }: Queue): number {
  return waiting.length + executing
}

function fairer(best: Queue | undefined, queue: Queue): Queue | undefined {
  if (queue.waiting.length === 0) return best
  return !best || queue.nextFinish < best.nextFinish ? queue : best
}
