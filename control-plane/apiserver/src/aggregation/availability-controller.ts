import { type APIService, type APIServiceCondition, apiServices } from '@knarr/api/apiregistration/v1'
import { services } from '@knarr/api/core/v1'
import { endpointSlices } from '@knarr/api/discovery/v1'
import type { Client, Logger } from '@knarr/client'
import { deepEqual, every, hasReason, type Timer, timestamp } from '@knarr/machinery'
import { prefixEnd, type Store } from '@knarr/storage'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import { type KeyedResource, resourcePrefix } from '../registry/object-keys.ts'
import { judge, type Verdict } from './availability.ts'
import type { ProxyClientSource } from './backend.ts'
import type { RemoteApi, RemoteApis } from './remote-apis.ts'

const resyncMs = 30_000
const retryMs = 1000

export interface AvailabilityOptions {
  readonly remotes: RemoteApis
  readonly client: Client
  readonly store: Store
  readonly context: AdmissionContext
  readonly proxyClient: ProxyClientSource | undefined
  readonly logger: Logger
}

/** Keeps the condition Available of every APIService that another server answers for. */
export class AvailabilityController {
  readonly #options: AvailabilityOptions
  readonly #running = new Set<string>()
  /** Those that changed while they were looked at. */
  readonly #again = new Set<string>()
  readonly #watchers: ReturnType<Store['watch']>[] = []
  readonly #timers = new Set<Timer>()
  #isClosed = false

  constructor(options: AvailabilityOptions) {
    this.#options = options
  }

  start(): void {
    const { remotes, context } = this.#options
    remotes.onChange(() => this.#checkAll())
    this.#timers.add(every(context.clock, resyncMs, () => this.#checkAll()))
    this.#checkAll()
  }

  close(): void {
    this.#isClosed = true
    for (const watcher of this.#watchers) watcher.close()
    for (const timer of this.#timers) timer.cancel()
  }

  #checkAll(): void {
    const all = this.#options.remotes.all()
    if (all.length > 0) this.#followBackends()
    for (const api of all) this.#check(api.metadata.name)
  }

  /** Services and their endpoints are followed once there is somebody to ask behind them. */
  #followBackends(): void {
    if (this.#watchers.length > 0) return
    const { store, logger } = this.#options
    const follow = (resource: KeyedResource): ReturnType<Store['watch']> => {
      const from = resourcePrefix(resource)
      const range = { from, to: prefixEnd(from), after: store.revision }
      const failed = (error: unknown): void =>
        logger.error('watching backends failed', { error: String(error) })
      return store.watch(
        range,
        (changes) =>
          this.#backendsChanged(
            from,
            changes.map(({ key }) => key),
          ),
        failed,
      )
    }
    this.#watchers.push(follow(services), follow(endpointSlices))
  }

  #backendsChanged(prefix: string, keys: readonly string[]): void {
    const namespaces = new Set(keys.map((key) => key.slice(prefix.length).split('/')[0]))
    for (const { metadata, spec } of this.#options.remotes.all()) {
      if (namespaces.has(spec.service.namespace ?? '')) this.#check(metadata.name)
    }
  }

  #check(name: string): void {
    if (this.#running.has(name)) {
      this.#again.add(name)
      return
    }
    this.#running.add(name)
    void this.#checkOne(name)
      .catch((error: unknown) =>
        this.#options.logger.error('checking an APIService failed', { name, error: String(error) }),
      )
      .finally(() => {
        this.#running.delete(name)
        if (this.#again.delete(name) && !this.#isClosed) this.#check(name)
      })
  }

  async #checkOne(name: string): Promise<void> {
    const { remotes, context, proxyClient } = this.#options
    const api = remotes.all().find(({ metadata }) => metadata.name === name)
    if (!api || this.#isClosed) return
    const verdict = await judge(api, context, proxyClient)
    if (this.#isClosed) return
    await this.#tell(api, verdict)
    if (verdict.reason === 'FailedDiscoveryCheck') this.#retry(name)
  }

  #retry(name: string): void {
    const timer = this.#options.context.clock.after(retryMs, () => {
      this.#timers.delete(timer)
      this.#check(name)
    })
    this.#timers.add(timer)
  }

  async #tell(api: RemoteApi, verdict: Verdict): Promise<void> {
    const { client, context } = this.#options
    const status = withCondition(api, verdict, timestamp(context.clock.now()))
    if (deepEqual(status, api.status)) return
    try {
      await client.updateStatus<APIService>(apiServices, { ...api, status })
    } catch (error) {
      // Whoever changed or removed it is heard of next.
      if (!hasReason(error, 'Conflict') && !hasReason(error, 'NotFound')) throw error
    }
  }
}

function withCondition(
  { status }: APIService,
  verdict: Verdict,
  now: string,
): NonNullable<APIService['status']> {
  const others = status?.conditions?.filter(({ type }) => type !== 'Available') ?? []
  const old = status?.conditions?.find(({ type }) => type === 'Available')
  const lastTransitionTime = old?.status === verdict.status ? (old.lastTransitionTime ?? now) : now
  const condition: APIServiceCondition = { type: 'Available', ...verdict, lastTransitionTime }
  return { ...status, conditions: [...others, condition] }
}
