import type { PriorityLevelConfiguration } from '@knarr/api/flowcontrol/v1'
import type { Clock } from '@knarr/machinery'
import type { SeatClaim } from './allot-seats.ts'
import { QueueSet, type QueueSetOptions, type Seat } from './queue-set.ts'

const noSeat: Seat = { release() {} }
/** How much of what was needed before is still remembered after ten seconds: upstream's coefficient. */
const smoothing = 0.977
const smoothingPeriodMs = 10_000
/** What one request may take of a level at most. */
const maxWidthShare = 0.15

/** A PriorityLevelConfiguration at work. */
export class PriorityLevel {
  readonly name: string
  readonly #clock: Clock
  #configuration: PriorityLevelConfiguration
  #queues: QueueSet | undefined
  #nominal = 0
  #smoothDemand = 0

  constructor(configuration: PriorityLevelConfiguration, options: { clock: Clock; seats: number }) {
    this.name = configuration.metadata.name
    this.#clock = options.clock
    this.#configuration = configuration
    this.configure(configuration, options.seats)
  }

  /** The seats it has by its share; what it has for the time being is `queues.seats`. */
  get nominal(): number {
    return this.#nominal
  }

  get uid(): string {
    return this.#configuration.metadata.uid ?? ''
  }

  /** Undefined for a level without limits. */
  get queues(): QueueSet | undefined {
    return this.#queues
  }

  get maxWidth(): number {
    return Math.max(1, Math.ceil(this.#nominal * maxWidthShare))
  }

  configure(configuration: PriorityLevelConfiguration, seats: number): void {
    this.#configuration = configuration
    const { limited, type } = configuration.spec
    if (type === 'Exempt' || !limited) {
      this.#queues = undefined
      this.#nominal = 0
      return
    }
    this.#nominal = seats
    this.#seat(seats)
  }

  /** What it claims of all seats, by what was needed in the time since it was last asked; undefined without limits. */
  claim(elapsedMs: number): SeatClaim | undefined {
    const { limited } = this.#configuration.spec
    if (!this.#queues || !limited) return undefined
    const { lendablePercent = 0, borrowingLimitPercent } = limited
    const high = this.#queues.takeHighDemand()
    const memory = smoothing ** (elapsedMs / smoothingPeriodMs)
    this.#smoothDemand = Math.max(high, memory * this.#smoothDemand + (1 - memory) * high)
    const percent = (part: number): number => Math.round((this.#nominal * part) / 100)
    return {
      ...{ nominal: this.#nominal, high, smooth: this.#smoothDemand },
      min: this.#nominal - percent(lendablePercent),
      max:
        borrowingLimitPercent === undefined
          ? Number.POSITIVE_INFINITY
          : this.#nominal + percent(borrowingLimitPercent),
    }
  }

  /** Gives it other seats than its share for a while. */
  lend(seats: number): void {
    if (this.#queues && this.#queues.seats !== seats) this.#seat(seats)
  }

  #seat(seats: number): void {
    const { limited } = this.#configuration.spec
    const options = { clock: this.#clock, seats, queuing: limited && queuingOf(limited) }
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
