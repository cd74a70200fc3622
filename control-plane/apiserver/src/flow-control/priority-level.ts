import type { PriorityLevelConfiguration } from '@knarr/api/flowcontrol/v1'
import type { Clock } from '@knarr/machinery'
import { QueueSet, type QueueSetOptions, type Seat } from './queue-set.ts'

const noSeat: Seat = { release() {} }
/** What one request may take of a level at most. */
const maxWidthShare = 0.15

/** A PriorityLevelConfiguration at work. */
export class PriorityLevel {
  readonly name: string
  readonly #clock: Clock
  #configuration: PriorityLevelConfiguration
  #queues: QueueSet | undefined

  constructor(configuration: PriorityLevelConfiguration, options: { clock: Clock; seats: number }) {
    this.name = configuration.metadata.name
    this.#clock = options.clock
    this.#configuration = configuration
    this.configure(configuration, options.seats)
  }

  get uid(): string {
    return this.#configuration.metadata.uid ?? ''
  }

  /** Undefined for a level without limits. */
  get queues(): QueueSet | undefined {
    return this.#queues
  }

  get maxWidth(): number {
    return Math.max(1, Math.ceil((this.#queues?.seats ?? 0) * maxWidthShare))
  }

  configure(configuration: PriorityLevelConfiguration, seats: number): void {
    this.#configuration = configuration
    const { limited, type } = configuration.spec
    if (type === 'Exempt' || !limited) {
      this.#queues = undefined
      return
    }
    const options = { clock: this.#clock, seats, queuing: queuingOf(limited) }
    if (this.#queues) this.#queues.configure(options)
    else this.#queues = new QueueSet(options)
  }

  tryTake(width: number): Seat | undefined {
    return this.#queues ? this.#queues.tryTake(width) : noSeat
  }
}

type Limited = NonNullable<PriorityLevelConfiguration['spec']['limited']>

function queuingOf({ limitResponse }: Limited): QueueSetOptions['queuing'] {
  if (limitResponse?.type !== 'Queue') return undefined
  const { queues = 64, handSize = 8, queueLengthLimit = 50 } = limitResponse.queuing ?? {}
  return { queues, handSize, queueLengthLimit }
}

/** The seats a level has of `total`, by its share among all levels. */
export function seatsOf(
  { spec }: PriorityLevelConfiguration,
  { total, shares }: { total: number; shares: number },
): number {
  return shares === 0 ? 0 : Math.ceil((total * sharesOf(spec)) / shares)
}

export function sharesOf({ limited, exempt, type }: PriorityLevelConfiguration['spec']): number {
  return type === 'Exempt'
    ? (exempt?.nominalConcurrencyShares ?? 0)
    : (limited?.nominalConcurrencyShares ?? 30)
}
