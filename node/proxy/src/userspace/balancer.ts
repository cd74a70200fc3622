import type { Clock } from '@knarr/machinery'
import type { Endpoint } from '../model/service-port.ts'

interface Sticky {
  readonly endpoint: string
  readonly untilMs: number
}

const idOf = ({ ip, port }: Endpoint): string => `${ip} ${port}`

/** Endpoints in turn; with session affinity a client's own for as long as it comes back in time. */
export class Balancer {
  readonly #clock: Clock
  #endpoints = new Map<string, Endpoint>()
  #affinityMs: number | undefined
  #turn = 0
  /** By client, those unused longest first. */
  readonly #sticky = new Map<string, Sticky>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isEmpty(): boolean {
    return this.#endpoints.size === 0
  }

  /** Clients stay with endpoints that are still there. */
  update(endpoints: readonly Endpoint[], affinitySeconds: number | undefined): void {
    this.#endpoints = new Map(endpoints.map((endpoint) => [idOf(endpoint), endpoint]))
    this.#affinityMs = affinitySeconds === undefined ? undefined : affinitySeconds * 1000
    if (this.#affinityMs === undefined) this.#sticky.clear()
    for (const [client, { endpoint }] of this.#sticky)
      if (!this.#endpoints.has(endpoint)) this.#sticky.delete(client)
  }

  has(endpoint: Endpoint): boolean {
    return this.#endpoints.has(idOf(endpoint))
  }

  /** Where a new connection of that client goes; undefined without endpoints. */
  pick(client: string): Endpoint | undefined {
    const now = this.#clock.now()
    this.#forgetOverdue(now)
    const endpoint = this.#endpoints.get(this.#sticky.get(client)?.endpoint ?? '') ?? this.#next()
    if (!endpoint || this.#affinityMs === undefined) return endpoint
    this.#sticky.delete(client)
    this.#sticky.set(client, { endpoint: idOf(endpoint), untilMs: now + this.#affinityMs })
    return endpoint
  }

  /** Lets a client go elsewhere next time, as when its endpoint does not answer. */
  release(client: string): void {
    this.#sticky.delete(client)
  }

  #next(): Endpoint | undefined {
    const endpoints = [...this.#endpoints.values()]
    return endpoints[this.#turn++ % endpoints.length]
  }

  #forgetOverdue(now: number): void {
    for (const [client, { untilMs }] of this.#sticky) {
      if (untilMs > now) return
      this.#sticky.delete(client)
    }
  }
}
