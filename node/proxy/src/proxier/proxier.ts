import type { Node, Service } from '@knarr/api/core/v1'
import type { EndpointSlice } from '@knarr/api/discovery/v1'
import type { Logger } from '@knarr/component'
import { CommandError, type RunCommand } from '@knarr/linux'
import { type Clock, every, type Timer } from '@knarr/machinery'
import { ChangeTracker } from '../changes/change-tracker.ts'
import type { ProxyHealth } from '../health/proxy-health.ts'
import type { ServiceHealth } from '../health/service-health.ts'
import type { ProxyBackend } from '../model/proxy-backend.ts'
import type { IpFamily } from '../model/service-port.ts'
import type { ProxyMetrics } from './proxy-metrics.ts'
import { type FlowFilter, StaleUdpFlows } from './stale-udp-flows.ts'
import { SyncRunner } from './sync-runner.ts'

export interface ProxierOptions {
  readonly family: IpFamily
  readonly backend: ProxyBackend
  readonly nodeName: string
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: ProxyMetrics
  readonly health: ProxyHealth
  /** Without it nothing answers health check node ports. */
  readonly serviceHealth?: ServiceHealth | undefined
  readonly minSyncPeriodMs: number
  /** How often everything is written again, whatever changed. */
  readonly syncPeriodMs: number
  /** Whether connections are the kernel's, which is to forget those of UDP whose endpoint is gone. */
  readonly hasKernelFlows: boolean
  readonly run: RunCommand
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

const retryMs = 1_000

/** Keeps a node's kernel at where the services of one IP family are. */
export class Proxier {
  readonly #options: ProxierOptions
  readonly #tracker: ChangeTracker
  readonly #flows = new StaleUdpFlows()
  readonly #runner: SyncRunner
  #isStarted = false
  #isConntrackMissing = false
  #fullSync: Timer | undefined
  readonly #firstSync = Promise.withResolvers<void>()

  constructor(options: ProxierOptions) {
    this.#options = options
    this.#tracker = new ChangeTracker(options)
    this.#runner = new SyncRunner({
      ...{ clock: options.clock, minPeriodMs: options.minSyncPeriodMs, retryMs },
      sync: () => this.#sync(),
      onError: (error) => this.#onError(error),
    })
  }

  /** Begins to write what it has been told of so far. Resolves once that is in the kernel, or was tried in vain. */
  start(): Promise<void> {
    const { clock, syncPeriodMs } = this.#options
    this.#isStarted = true
    this.#fullSync = every(clock, syncPeriodMs, () => this.resync())
    this.#request()
    return this.#firstSync.promise
  }

  /** Writes everything again. */
  resync(): void {
    this.#options.backend.invalidate()
    this.#request()
  }

  /** Writes no more; the rules stay, and connections with them. */
  async stop(): Promise<void> {
    this.#fullSync?.cancel()
    this.#firstSync.resolve()
    await this.#runner.stop()
    this.#options.serviceHealth?.stop()
    await this.#options.backend.stop?.()
  }

  updateService(service: Service): void {
    this.#noteService(this.#tracker.updateService(service))
  }

  deleteService(service: Service): void {
    this.#noteService(this.#tracker.deleteService(service))
  }

  updateSlice(slice: EndpointSlice): void {
    this.#noteEndpoints(this.#tracker.updateSlice(slice))
  }

  deleteSlice(slice: EndpointSlice): void {
    this.#noteEndpoints(this.#tracker.deleteSlice(slice))
  }

  updateNode(node: Node): void {
    if (this.#tracker.updateNode(node)) this.#request()
  }

  #noteService(isChange: boolean): void {
    if (!isChange) return
    this.#options.metrics.serviceChanges.inc()
    this.#request()
  }

  #noteEndpoints(isChange: boolean): void {
    if (!isChange) return
    this.#options.metrics.endpointChanges.inc()
    this.#request()
  }

  #request(): void {
    if (!this.#isStarted) return
    const { metrics, family, clock, health } = this.#options
    health.queued(family)
    metrics.lastQueued.with(family).set(clock.now() / 1000)
    this.#runner.request()
  }

  async #sync(): Promise<void> {
    const { clock, metrics, family, backend, health, serviceHealth, hasKernelFlows } = this.#options
    const begun = clock.now()
    const changes = this.#tracker.take()
    const stale = hasKernelFlows ? changes.flatMap((change) => this.#flows.update(change)) : []
    const { isFull } = await backend.sync(changes, this.#tracker.topology)
    const seconds = (clock.now() - begun) / 1000
    metrics.duration.with(family).observe(seconds)
    ;(isFull ? metrics.fullDuration : metrics.partialDuration).with(family).observe(seconds)
    metrics.lastSync.with(family).set(clock.now() / 1000)
    health.updated(family)
    await serviceHealth?.sync(changes)
    this.#firstSync.resolve()
    for (const filter of stale) await this.#forget(filter)
  }

  #onError(error: unknown): void {
    const { logger, metrics, family } = this.#options
    metrics.failures.with(family).inc()
    this.#firstSync.resolve()
    logger.error('could not write the rules of services', { family, err: error })
  }

  async #forget(filter: FlowFilter): Promise<void> {
    const { run, enter, logger } = this.#options
    if (this.#isConntrackMissing) return
    try {
      await run(enter(['conntrack', '-D', ...filter]))
    } catch (error) {
      const text = error instanceof CommandError ? error.stderr : String(error)
      // It ends with status 1 where there was nothing to forget.
      if (/ 0 flow entries/.test(text)) return
      this.#isConntrackMissing = /No such file|not found|ENOENT/.test(text)
      const message = this.#isConntrackMissing
        ? 'conntrack is not installed: UDP clients may stay with endpoints that are gone'
        : 'could not forget stale UDP connections'
      logger.warn(message, { err: error })
    }
  }
}
