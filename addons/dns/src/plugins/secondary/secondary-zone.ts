import { sleep } from '@knarr/machinery'
import type { ResourceRecord } from '../../message/record.ts'
import type { Environment } from '../../plugin.ts'
import { Zone } from '../file/zone.ts'
import type { UpstreamAddress } from '../forward/stream-connections.ts'
import { serialOf } from '../transfer/zone-history.ts'
import { transferIn } from './transfer-in.ts'

const firstRetryMs = 250
const longestRetryMs = 10_000

/** A copy of a primary's zone, renewed as its SOA says or when the primary tells of a change. */
export class SecondaryZone {
  readonly name: string
  readonly primaries: readonly UpstreamAddress[]
  readonly #environment: Environment
  readonly #stopped = new AbortController()
  readonly #listeners: (() => void)[] = []
  #zone: Zone | undefined
  #renewedMs = 0
  #wake = new AbortController()

  constructor(name: string, primaries: readonly UpstreamAddress[], environment: Environment) {
    this.name = name
    this.primaries = primaries
    this.#environment = environment
  }

  /** Undefined until it was transferred, and once it has not been renewed for too long. */
  get zone(): Zone | undefined {
    const zone = this.#zone
    if (!zone) return undefined
    return this.#environment.clock.now() - this.#renewedMs < zone.soa.data.expire * 1000 ? zone : undefined
  }

  onChange(changed: () => void): void {
    this.#listeners.push(changed)
  }

  /** Keeps the copy until it is stopped. */
  async keep(): Promise<void> {
    let retryMs = firstRetryMs
    while (!this.#stopped.signal.aborted) {
      const failure = await this.#renew()
      if (!failure) {
        retryMs = firstRetryMs
        await this.#rest((this.#zone?.soa.data.refresh ?? 0) * 1000)
        continue
      }
      const waitMs = this.#zone ? this.#zone.soa.data.retry * 1000 : retryMs
      retryMs = Math.min(retryMs * 2, longestRetryMs)
      this.#warn(failure, waitMs)
      await this.#rest(waitMs)
    }
  }

  /** Looks at once whether there is something new. */
  wake(): void {
    this.#wake.abort()
  }

  stop(): void {
    this.#stopped.abort(new Error('the server stops'))
    this.#wake.abort()
  }

  async #rest(ms: number): Promise<void> {
    this.#wake = new AbortController()
    if (this.#stopped.signal.aborted) return
    await sleep(this.#environment.clock, ms, this.#wake.signal).catch(() => undefined)
  }

  /** Asks one primary after the other; what went wrong with the last when none answers. */
  async #renew(): Promise<Error | undefined> {
    const { clock, random } = this.#environment
    const held = this.#zone?.records()
    let failure = new Error('no primary to ask')
    for (const primary of this.primaries) {
      try {
        const options = { clock, random, signal: this.#stopped.signal }
        this.#take(await transferIn(this.name, held, primary, options))
        return undefined
      } catch (error) {
        failure = error as Error
      }
    }
    return failure
  }

  #take(records: readonly ResourceRecord[]): void {
    this.#renewedMs = this.#environment.clock.now()
    if (this.#zone && serialOf(this.#zone.records()) === serialOf(records)) return
    this.#zone = new Zone(this.name, records)
    this.#environment.logger.info(`plugin/secondary: Transferred: ${this.name}`, {
      serial: serialOf(records),
      records: records.length,
    })
    for (const listener of this.#listeners) listener()
  }

  #warn({ message }: Error, waitMs: number): void {
    if (this.#stopped.signal.aborted) return
    const { logger } = this.#environment
    logger.warn(
      `plugin/secondary: All '${this.name}' masters failed to transfer, retrying in ${waitMs / 1000}s: ${message}`,
    )
  }
}
