import type { Node } from '@knarr/api/core/v1'
import type { Clock } from '@knarr/machinery'
import type { IpFamily } from '../model/service-port.ts'

/** What a proxy says of itself, as `/healthz` and `/livez` write it. */
export interface HealthStatus {
  readonly lastUpdated: string
  readonly currentTime: string
  /** Only in what `/healthz` answers. */
  readonly nodeEligible?: boolean
  readonly healthy: boolean
  readonly status?: Readonly<Partial<Record<IpFamily, FamilyHealth>>>
}

interface FamilyHealth {
  readonly lastUpdated: string
  readonly healthy: boolean
}

const never = '0001-01-01T00:00:00Z'
/** The taint by which the cluster autoscaler says that it will remove a node. */
const toBeDeletedTaint = 'ToBeDeletedByClusterAutoscaler'

/** Whether a proxy keeps up: a change that waits longer than the time-out to be written makes it unhealthy. */
export class ProxyHealth {
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #lastUpdated = new Map<IpFamily, number>()
  readonly #oldestQueued = new Map<IpFamily, number>()
  #isNodeEligible = false

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock
    this.#timeoutMs = timeoutMs
  }

  queued(family: IpFamily): void {
    if (!this.#oldestQueued.has(family)) this.#oldestQueued.set(family, this.#clock.now())
  }

  updated(family: IpFamily): void {
    this.#oldestQueued.delete(family)
    this.#lastUpdated.set(family, this.#clock.now())
  }

  /** Load balancers are to leave a node that is not there, is being deleted or is about to be. */
  updateNode(node: Node | undefined): void {
    const taints = node?.spec?.taints ?? []
    this.#isNodeEligible =
      node !== undefined &&
      !node.metadata.deletionTimestamp &&
      !taints.some(({ key }) => key === toBeDeletedTaint)
  }

  get isNodeEligible(): boolean {
    return this.#isNodeEligible
  }

  get isHealthy(): boolean {
    return [...this.#lastUpdated.keys()].every((family) => this.#isFamilyHealthy(family))
  }

  /** While all is well, `lastUpdated` is now, whether or not there was anything to write. */
  statusWith(wellness: { readonly isWell: boolean }): HealthStatus {
    const currentTime = timeText(this.#clock.now())
    const families = [...this.#lastUpdated].map(([family, at]) => [
      family,
      { lastUpdated: timeText(at), healthy: this.#isFamilyHealthy(family) },
    ])
    const last = Math.max(...this.#lastUpdated.values())
    const lastUpdated = wellness.isWell ? currentTime : families.length > 0 ? timeText(last) : never
    return {
      ...{ lastUpdated, currentTime, healthy: this.isHealthy },
      ...(families.length > 0 ? { status: Object.fromEntries(families) } : {}),
    }
  }

  #isFamilyHealthy(family: IpFamily): boolean {
    const queued = this.#oldestQueued.get(family)
    return queued === undefined || this.#clock.now() - queued < this.#timeoutMs
  }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
