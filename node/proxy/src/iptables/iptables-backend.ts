import type { Logger } from '@knarr/component'
import type { RunCommand } from '@knarr/linux'
import type { Clock } from '@knarr/machinery'
import type { ServiceChange } from '../changes/change-tracker.ts'
import type { Topology } from '../model/categorize-endpoints.ts'
import type { ProxyBackend } from '../model/proxy-backend.ts'
import type { IptablesFragment } from './iptables-fragment.ts'
import type { IptablesRules } from './iptables-options.ts'
import { fixedChains, hasLocalhostFirewall } from './render-base.ts'
import { renderService } from './render-service.ts'
import { restoreInput } from './restore-input.ts'
import { parseSaved, removalInput, type SavedTables, serviceChainsIn } from './saved-tables.ts'

export interface IptablesBackendOptions extends IptablesRules {
  readonly clock: Clock
  readonly logger: Logger
  readonly run: RunCommand
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

const fullSyncMs = 3_600_000

/** The chains of iptables mode in a node's kernel, in one IP family. */
export class IptablesBackend implements ProxyBackend {
  readonly #options: IptablesBackendOptions
  readonly #fragments = new Map<string, IptablesFragment>()
  /** Of services as they were, to be taken away with the next write. */
  readonly #gone = new Set<string>()
  readonly #unwritten = new Set<string>()
  #isKnown = false
  #isPrepared = false
  #fullSyncAt = Number.NEGATIVE_INFINITY

  constructor(options: IptablesBackendOptions) {
    this.#options = options
  }

  /** Makes the next `sync` look whether the kernel has what was written: others may have flushed it. */
  invalidate(): void {
    this.#isKnown = false
  }

  /**
   * Writes the chains of the services that changed, and those that all share, in one call. Everything is written at
   * first, after an error, hourly, and where something of it is missing.
   */
  async sync(changes: readonly ServiceChange[], topology: Topology): Promise<{ readonly isFull: boolean }> {
    for (const change of changes) this.#take(change, topology)
    const now = this.#options.clock.now()
    if (this.#isKnown && now - this.#fullSyncAt < fullSyncMs) {
      await this.#write([...this.#unwritten], [...this.#gone], [])
      return { isFull: false }
    }
    const saved = await this.#saved()
    const isFull = now - this.#fullSyncAt >= fullSyncMs || !this.#isComplete(saved)
    await this.#prepare()
    const wanted = new Set([...this.#fragments.values()].flatMap(({ chains }) => [...chains.keys()]))
    const gone = serviceChainsIn(saved).filter((chain) => !wanted.has(chain))
    await this.#write(isFull ? this.#fragments.keys() : [...this.#unwritten], gone, saved.missing)
    this.#isKnown = true
    if (isFull) this.#fullSyncAt = now
    return { isFull }
  }

  /** A node that has only the chains of IPVS mode, some of the same name, keeps them. */
  async cleanup(): Promise<void> {
    const saved = await this.#saved()
    const input = saved.chains.has('nat KUBE-NODEPORTS') ? removalInput(saved) : ''
    if (input) await this.#restore(input)
    this.#isKnown = false
  }

  #take({ key, entries }: ServiceChange, topology: Topology): void {
    const before = this.#fragments.get(key)
    const after = renderService(entries, topology, this.#options)
    for (const chain of before?.chains.keys() ?? []) this.#gone.add(chain)
    for (const chain of after.chains.keys()) this.#gone.delete(chain)
    if (entries.length > 0) this.#fragments.set(key, after)
    else this.#fragments.delete(key)
    this.#unwritten.add(key)
  }

  #isComplete({ chains, missing }: SavedTables): boolean {
    if (missing.length > 0) return false
    const has = (table: string) => (chain: string) => chains.has(`${table} ${chain}`)
    if (!fixedChains('nat').every(has('nat')) || !fixedChains('filter').every(has('filter'))) return false
    return [...this.#fragments]
      .filter(([key]) => !this.#unwritten.has(key))
      .every(([, fragment]) => [...fragment.chains.keys()].every(has('nat')))
  }

  async #write(
    services: Iterable<string>,
    gone: Iterable<string>,
    missing: SavedTables['missing'],
  ): Promise<void> {
    try {
      const fragments = this.#fragments
      await this.#restore(restoreInput({ rules: this.#options, fragments, services, gone, missing }))
    } catch (error) {
      this.#isKnown = false
      this.#fullSyncAt = Number.NEGATIVE_INFINITY
      throw error
    }
    this.#unwritten.clear()
    this.#gone.clear()
  }

  /** Without it node ports do not answer at 127.0.0.1, and all else goes on. */
  async #prepare(): Promise<void> {
    const { run, enter, logger } = this.#options
    if (this.#isPrepared || !hasLocalhostFirewall(this.#options)) return
    this.#isPrepared = true
    const file = '/proc/sys/net/ipv4/conf/all/route_localnet'
    try {
      await run(enter(['sh', '-ec', `[ "$(cat ${file})" = 1 ] || echo 1 >${file}`]))
    } catch (error) {
      logger.warn('node ports do not answer at 127.0.0.1: route_localnet could not be set', { err: error })
    }
  }

  async #saved(): Promise<SavedTables> {
    const { run, enter } = this.#options
    const text = await run(enter([`${this.#command}-save`]))
    return parseSaved(text, hasLocalhostFirewall(this.#options))
  }

  async #restore(input: string): Promise<void> {
    const { run, enter } = this.#options
    await run(enter([`${this.#command}-restore`, '-w', '5', '--noflush', '--counters']), { input })
  }

  get #command(): string {
    return this.#options.family === 'IPv6' ? 'ip6tables' : 'iptables'
  }
}
