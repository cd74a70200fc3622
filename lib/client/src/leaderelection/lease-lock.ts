import { type Lease, type LeaseSpec, leases } from '@knarr/api/coordination/v1'
import { type Clock, deepEqual, hasReason, microTimestamp, type ObjectKey } from '@knarr/machinery'
import type { Client } from '../client.ts'
import { getIfThere } from '../get-if-there.ts'
import type { Logger } from '../logger.ts'

export interface LeaseLockOptions {
  readonly client: Client
  readonly lease: ObjectKey
  readonly identity: string
  readonly clock: Clock
  readonly logger?: Logger
  readonly leaseDurationMs?: number
  onNewLeader?(identity: string): void
}

/** One candidate's view of a Lease: when it was last seen to change, by this process's own clock. */
export class LeaseLock {
  readonly #options: LeaseLockOptions
  readonly #leaseDurationMs: number
  #observed: Lease | undefined
  #observedAt = 0
  #reported: string | undefined

  constructor(options: LeaseLockOptions) {
    this.#options = options
    this.#leaseDurationMs = options.leaseDurationMs ?? 15_000
  }

  get isLeader(): boolean {
    return this.#observed?.spec.holderIdentity === this.#options.identity
  }

  /** Takes the lease if it is free or ours. False if another holds it, or the API did not let us. */
  async tryAcquireOrRenew(signal?: AbortSignal): Promise<boolean> {
    try {
      return await this.#acquireOrRenew(signal)
    } catch (error) {
      const { logger, lease, identity } = this.#options
      if (!hasReason(error, 'Conflict'))
        logger?.warn('leader election failed', { lease, identity, err: error })
      return false
    }
  }

  /** Makes the lease free for the next candidate, if it is ours. */
  async release(): Promise<void> {
    const { client, clock, logger } = this.#options
    if (!this.#observed || !this.isLeader) return
    const now = microTimestamp(clock.now())
    const { leaseTransitions } = this.#observed.spec
    const spec = {
      holderIdentity: '',
      leaseDurationSeconds: 1,
      renewTime: now,
      acquireTime: now,
      leaseTransitions,
    }
    try {
      this.#observe(await client.update(leases, { ...this.#observed, spec }))
    } catch (error) {
      logger?.warn('failed to release the lease', { lease: this.#options.lease, err: error })
    }
  }

  async #acquireOrRenew(signal?: AbortSignal): Promise<boolean> {
    const { client } = this.#options
    if (this.#observed && this.isLeader && this.#isValid()) {
      try {
        const spec = this.#specFrom(this.#observed.spec)
        this.#observe(await client.update(leases, { ...this.#observed, spec }, { signal }))
        return true
      } catch (error) {
        if (!hasReason(error, 'Conflict') && !hasReason(error, 'NotFound')) throw error
      }
    }
    const current = await this.#read()
    if (!current) return this.#create(signal)
    if (!deepEqual(current.spec, this.#observed?.spec)) this.#observe(current)
    if (current.spec.holderIdentity && !this.isLeader && this.#isValid()) return false
    const spec = this.#specFrom(current.spec)
    this.#observe(await client.update(leases, { ...current, spec }, { signal }))
    return true
  }

  async #read(): Promise<Lease | undefined> {
    return await getIfThere(this.#options.client, leases, this.#options.lease)
  }

  async #create(signal?: AbortSignal): Promise<boolean> {
    const { client, lease } = this.#options
    this.#observe(await client.create(leases, { metadata: { ...lease }, spec: this.#specFrom() }, { signal }))
    return true
  }

  /** Our claim; the holder's own renewal keeps when it acquired, a change of holder is counted. */
  #specFrom(old?: LeaseSpec): LeaseSpec {
    const { clock, identity } = this.#options
    const now = microTimestamp(clock.now())
    const keeps = old?.holderIdentity === identity
    const transitions = old?.leaseTransitions ?? 0
    return {
      ...old,
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(this.#leaseDurationMs / 1000),
      renewTime: now,
      acquireTime: keeps ? old.acquireTime : now,
      leaseTransitions: !old || keeps ? transitions : transitions + 1,
    }
  }

  #isValid(): boolean {
    return this.#observedAt + this.#leaseDurationMs > this.#options.clock.now()
  }

  #observe(lease: Lease): void {
    this.#observed = lease
    this.#observedAt = this.#options.clock.now()
    const holder = lease.spec.holderIdentity ?? ''
    if (holder === this.#reported) return
    this.#reported = holder
    if (holder) this.#options.onNewLeader?.(holder)
  }
}
