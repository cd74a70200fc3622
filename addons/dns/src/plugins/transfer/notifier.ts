import { sleep } from '@knarr/machinery'
import { messageOf, opcode } from '../../message/message.ts'
import type { Site } from '../../plugin.ts'
import type { UpstreamAddress } from '../forward/stream-connections.ts'
import { Upstream } from '../forward/upstream.ts'
import { serialOf } from './zone-history.ts'

/** Changes that come within this time are told of at once. */
const gatherMs = 500
const attempts = 3
const timeoutMs = 2000

/** Tells secondaries that zones have changed (RFC 1996), and at start, as they may have missed something. */
export class Notifier {
  readonly #site: Site
  readonly #zones: readonly string[]
  readonly #secondaries: readonly Upstream[]
  readonly #told = new Map<string, number>()
  readonly #stopped = new AbortController()
  #isGathering = false

  constructor(site: Site, zones: readonly string[], to: readonly UpstreamAddress[]) {
    const { clock, random } = site.environment
    this.#site = site
    this.#zones = zones
    this.#secondaries = to.map((address) => new Upstream(address, { clock, random, timeoutMs }))
  }

  start(): void {
    this.#site.onStop(() => this.#stopped.abort(new Error('the server stops')))
    this.#site.onStarted(() => {
      for (const source of this.#site.zoneSources) source.onChange?.(() => void this.#gather())
      void this.#gather()
    })
  }

  async #gather(): Promise<void> {
    if (this.#isGathering) return
    this.#isGathering = true
    await sleep(this.#site.environment.clock, gatherMs)
    this.#isGathering = false
    if (this.#stopped.signal.aborted) return
    await Promise.all(this.#zones.map((zone) => this.#tell(zone)))
  }

  /** Tells all of a zone, unless they were told of this version. */
  async #tell(zone: string): Promise<void> {
    const records = this.#site.zoneSources.map((source) => source.zone(zone)).find((found) => found)
    const serial = records && serialOf(records)
    if (serial === undefined || this.#told.get(zone) === serial) return
    this.#told.set(zone, serial)
    await Promise.all(this.#secondaries.map((secondary) => this.#notify(zone, secondary)))
  }

  async #notify(zone: string, secondary: Upstream): Promise<void> {
    const question = { name: zone, type: 'SOA', class: 'IN' } as const
    const message = messageOf({ id: 0, opcode: opcode.notify, authoritative: true, questions: [question] })
    let reason = ''
    for (let attempt = 0; attempt < attempts && !this.#stopped.signal.aborted; attempt++) {
      try {
        const { rcode } = await secondary.ask(message, 'udp', this.#stopped.signal)
        if (rcode === 'NOERROR') return
        reason = `rcode was "${rcode}"`
      } catch (error) {
        reason = `"${(error as Error).message}"`
      }
    }
    if (this.#stopped.signal.aborted) return
    const { logger } = this.#site.environment
    logger.warn(
      `plugin/transfer: notify for zone "${zone}" was not accepted by "${secondary.name}": ${reason}`,
    )
  }
}
