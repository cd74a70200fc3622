import type { Logger } from '@knarr/component'
import type { Clock, Timer } from '@knarr/machinery'
import type { ServiceChange } from '../changes/change-tracker.ts'
import type { Topology } from '../model/categorize-endpoints.ts'
import type { ProxyBackend } from '../model/proxy-backend.ts'
import { networkHas } from './annotations.ts'
import { changeOf, type Difference, differenceOf } from './difference.ts'
import { Draining } from './draining.ts'
import { createSet, ipSetNames, kernelName } from './ip-sets.ts'
import type { Barred, IpvsFragment } from './ipvs-fragment.ts'
import { IpvsKernel, type IpvsKernelOptions } from './ipvs-kernel.ts'
import type { IpvsRules } from './ipvs-options.ts'
import { removeAll } from './remove-all.ts'
import { renderChains, renderOutFilter } from './render-chains.ts'
import { renderService } from './render-service.ts'
import { compareServers, type ServerCommands } from './server-commands.ts'
import type { VirtualServer } from './virtual-server.ts'
import { type Touched, WantedState } from './wanted-state.ts'

export interface IpvsBackendOptions extends IpvsRules, IpvsKernelOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Networks whose virtual servers and addresses are someone else's. */
  readonly excludeCidrs?: readonly string[]
  /** Answers ARP only for addresses of the interface asked. */
  readonly strictArp?: boolean
  /** Seconds after which idle connections are forgotten; 0 or undefined leaves what there is. */
  readonly tcpTimeoutSeconds?: number
  readonly tcpFinTimeoutSeconds?: number
  readonly udpTimeoutSeconds?: number
}

interface KernelChange {
  readonly servers: ServerCommands
  readonly addresses: Difference
  readonly entries: Difference
  /** Input of iptables-restore; empty where nothing is to be written. */
  readonly chains: string
}

const sysctls = {
  ...{ 'net/ipv4/vs/conntrack': 1, 'net/ipv4/vs/expire_nodest_conn': 1 },
  ...{ 'net/ipv4/vs/expire_quiescent_template': 1, 'net/ipv4/ip_forward': 1 },
}
const arpSysctls = { 'net/ipv4/conf/all/arp_ignore': 1, 'net/ipv4/conf/all/arp_announce': 2 }
const drainPeriodMs = 60_000

/** Virtual servers, addresses, sets and chains of one IP family in a node's kernel. */
export class IpvsBackend implements ProxyBackend {
  readonly #options: IpvsBackendOptions
  readonly #kernel: IpvsKernel
  readonly #wanted: WantedState
  readonly #draining = new Draining()
  readonly #isExcluded: (ip: string) => boolean
  #others: ReadonlySet<string> = new Set()
  #isInKernel = false
  #isSetUp = false
  #chains = { listing: '', input: '' }
  #drainTimer: Timer | undefined
  /** What runs: nothing else touches the kernel meanwhile. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: IpvsBackendOptions) {
    this.#options = options
    this.#kernel = new IpvsKernel(options)
    this.#wanted = new WantedState(options.family)
    const excluded = (options.excludeCidrs ?? []).map(networkHas)
    this.#isExcluded = (ip) => excluded.some((has) => has(ip))
  }

  /** Makes the next `sync` read the kernel and write whatever differs. */
  invalidate(): void {
    this.#isInKernel = false
  }

  /**
   * Brings the kernel to where the services are: what changed, or at first, after `invalidate` and after an error
   * what differs from what the kernel says it has.
   */
  sync(changes: readonly ServiceChange[], topology: Topology): Promise<{ readonly isFull: boolean }> {
    return this.#alone(() => this.#sync(changes, topology))
  }

  /** Real servers that drain stay as they are; no timer is left. */
  async stop(): Promise<void> {
    this.#drainTimer?.cancel()
    await this.#last
  }

  /**
   * Removes what a proxy in this mode made, in whichever process: the virtual servers that its sets tell of, its
   * interface, chains and sets. What others made stays.
   */
  cleanup(): Promise<void> {
    return this.#alone(async () => {
      this.#drainTimer?.cancel()
      this.#isInKernel = false
      this.#draining.forget()
      await removeAll(this.#kernel, this.#options.family)
    })
  }

  async #sync(changes: readonly ServiceChange[], topology: Topology): Promise<{ readonly isFull: boolean }> {
    const fragments = new Map<string, IpvsFragment>()
    for (const { key, entries } of changes)
      fragments.set(key, renderService(entries, topology, this.#options))
    const touched = this.#wanted.update(fragments)
    const isFull = !this.#isInKernel || !(await this.#isApplied(touched))
    if (isFull) {
      this.#isInKernel = false
      await this.#syncWhole()
      this.#isInKernel = true
    }
    await this.#drain(isFull ? undefined : touched.virtualServers)
    return { isFull }
  }

  async #isApplied(touched: Touched): Promise<boolean> {
    try {
      await this.#apply(touched)
      return true
    } catch {
      return false
    }
  }

  async #apply(touched: Touched): Promise<void> {
    const { virtualServers, addresses, entries, barred } = this.#wanted
    const servers: ServerCommands = { changed: [], removed: [] }
    for (const [id, before] of touched.virtualServers)
      compareServers(before, virtualServers.holder(id), this.#draining, servers)
    const ownAddresses = [...touched.addresses].filter(([ip]) => !this.#others.has(ip))
    const changed = changeOf(ownAddresses, (ip) => addresses.holder(ip))
    const members = changeOf(touched.entries, (entry) => entries.holder(entry))
    const bars = changeOf(touched.barred, (id) => barred.holder(id))
    await this.#write({
      ...{ servers, addresses: changed },
      entries: {
        removed: [...members.removed, ...changed.removed.map((ip) => this.#boundEntry(ip))],
        added: [...members.added, ...changed.added.map((ip) => this.#boundEntry(ip))],
      },
      chains: bars.removed.length + bars.added.length > 0 ? renderOutFilter(this.#barred()) : '',
    })
  }

  /** In the order in which traffic is right at each step. */
  async #write({ servers, addresses, entries, chains }: KernelChange): Promise<void> {
    await this.#kernel.restoreServers(servers.changed)
    await this.#kernel.changeAddresses({ added: addresses.added, removed: [] })
    await this.#kernel.restoreSets([
      ...entries.removed.map((entry) => `del ${entry}`),
      ...entries.added.map((entry) => `add ${entry}`),
    ])
    await this.#kernel.restoreChains(chains)
    await this.#kernel.changeAddresses({ added: [], removed: addresses.removed })
    await this.#kernel.restoreServers(servers.removed)
  }

  async #syncWhole(): Promise<void> {
    await this.#setUp()
    const { hasDummy, bound, others } = await this.#kernel.interfaces()
    if (!hasDummy) await this.#kernel.addDummy()
    this.#others = others
    await this.#kernel.restoreSets(ipSetNames.map((name) => createSet(name, this.#options.family)))
    const { entries } = await this.#kernel.sets()
    const wanted = new Set([...this.#wanted.addresses.ids()].filter((ip) => !others.has(ip)))
    const members = [...this.#wanted.entries.ids(), ...[...wanted].map((ip) => this.#boundEntry(ip))]
    const addresses = differenceOf(bound, wanted)
    const { listing, missing } = await this.#kernel.chains()
    const input = renderChains(this.#options, this.#barred(), missing)
    // What the kernel lists as it did after this was last written is right.
    const isWritten = listing === this.#chains.listing && input === this.#chains.input
    await this.#write({
      servers: this.#allServers(await this.#kernel.virtualServers()),
      addresses: { ...addresses, removed: addresses.removed.filter((ip) => !this.#isExcluded(ip)) },
      entries: differenceOf(entries, new Set(members)),
      chains: isWritten ? '' : input,
    })
    if (!isWritten) await this.#rememberChains()
  }

  #allServers(inKernel: ReadonlyMap<string, VirtualServer>): ServerCommands {
    const { virtualServers } = this.#wanted
    const commands: ServerCommands = { changed: [], removed: [] }
    this.#draining.forget()
    for (const id of virtualServers.ids())
      compareServers(inKernel.get(id), virtualServers.holder(id), this.#draining, commands)
    for (const [id, server] of inKernel) {
      if (virtualServers.holder(id) || this.#isExcluded(server.address)) continue
      compareServers(server, undefined, this.#draining, commands)
    }
    return commands
  }

  async #rememberChains(): Promise<void> {
    const { listing } = await this.#kernel.chains()
    this.#chains = { listing, input: renderChains(this.#options, this.#barred(), []) }
  }

  #boundEntry(ip: string): string {
    return `${kernelName('KUBE-IPVS-IPS', this.#options.family)} ${ip}`
  }

  #barred(): Barred[] {
    return [...this.#wanted.barred.ids()].flatMap((id) => this.#wanted.barred.holder(id) ?? [])
  }

  async #setUp(): Promise<void> {
    if (this.#isSetUp) return
    const {
      strictArp,
      tcpTimeoutSeconds = 0,
      tcpFinTimeoutSeconds = 0,
      udpTimeoutSeconds = 0,
    } = this.#options
    await this.#kernel.setSysctls(strictArp ? { ...sysctls, ...arpSysctls } : sysctls)
    if (tcpTimeoutSeconds || tcpFinTimeoutSeconds || udpTimeoutSeconds)
      await this.#kernel.setTimeouts(tcpTimeoutSeconds, tcpFinTimeoutSeconds, udpTimeoutSeconds)
    this.#isSetUp = true
  }

  /** Deletes real servers that have lost their last connection, of the virtual servers given or of all. */
  async #drain(among?: ReadonlyMap<string, unknown>): Promise<void> {
    const ids = this.#draining.virtualServers().filter((id) => !among || among.has(id))
    try {
      if (ids.length > 0) await this.#deleteDrained(ids)
    } catch (error) {
      this.#options.logger.warn('could not remove real servers that have drained', { err: error })
    }
    this.#drainTimer?.cancel()
    if (this.#draining.isEmpty) return
    this.#drainTimer = this.#options.clock.after(drainPeriodMs, () => {
      void this.#alone(() => this.#drain())
    })
  }

  async #deleteDrained(ids: readonly string[]): Promise<void> {
    const drained = this.#draining.drained(await this.#kernel.connections(ids))
    await this.#kernel.restoreServers(drained.map(([id, server]) => `-d ${id} -r ${server}`))
    for (const [id, server] of drained) this.#draining.delete(id, server)
  }

  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = this.#last.then(work, work)
    this.#last = running.catch(() => undefined)
    return running
  }
}
