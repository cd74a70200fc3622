import type { Logger } from '@knarr/component'
import type { RunCommand } from '@knarr/linux'
import type { Clock } from '@knarr/machinery'
import type { ServiceChange } from '../changes/change-tracker.ts'
import { categorizeEndpoints, type Topology } from '../model/categorize-endpoints.ts'
import { Claims } from '../model/claims.ts'
import type { NodeRules } from '../model/node-rules.ts'
import type { ProxyBackend } from '../model/proxy-backend.ts'
import { type ServicePortEntry, servicePortName } from '../model/service-port.ts'
import { Balancer } from './balancer.ts'
import type { Portal, PortalAddress } from './portal.ts'
import { openTcpPortal } from './tcp-portal.ts'
import { openUdpPortal } from './udp-portal.ts'
import { VirtualAddresses } from './virtual-addresses.ts'
import {
  fillBalancers,
  type PortBalancers,
  portalId,
  type WantedPortal,
  wantedPortals,
} from './wanted-portals.ts'

export interface UserspaceBackendOptions
  extends Pick<NodeRules, 'family' | 'nodeIp' | 'nodePortAddresses' | 'localCidrs'> {
  readonly clock: Clock
  readonly logger: Logger
  readonly run: RunCommand
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

/** Services as listening sockets of this process, which forwards what arrives: needs neither rules nor root. */
export class UserspaceBackend implements ProxyBackend {
  readonly #options: UserspaceBackendOptions
  readonly #addresses: VirtualAddresses
  readonly #wanted = new Claims<WantedPortal>()
  readonly #open = new Map<string, Portal>()
  readonly #unopened = new Set<string>()
  /** Of each service, by port name and protocol. */
  readonly #balancers = new Map<string, Map<string, PortBalancers>>()
  /** What portals need each of the service's addresses. */
  readonly #users = new Map<string, Set<string>>()

  constructor(options: UserspaceBackendOptions) {
    this.#options = options
    this.#addresses = new VirtualAddresses((argv) => options.run(options.enter(argv)))
  }

  async sync(changes: readonly ServiceChange[], topology: Topology): Promise<{ readonly isFull: boolean }> {
    const touched = new Map<string, WantedPortal | undefined>()
    for (const change of changes) this.#wanted.claim(change.key, this.#portalsOf(change, topology), touched)
    for (const id of [...touched.keys(), ...this.#unopened]) await this.#bring(id)
    return { isFull: false }
  }

  /** Nothing is written anywhere: what could not be opened is tried with every sync. */
  invalidate(): void {}

  async cleanup(): Promise<void> {
    await this.#addresses.releaseAll(this.#options.family)
  }

  /** Ends listening; the connections there are end with the process. */
  async stop(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.#close(id)
  }

  #portalsOf({ key, entries }: ServiceChange, topology: Topology): Map<string, WantedPortal> {
    const before = this.#balancers.get(key)
    const after = new Map<string, PortBalancers>()
    const wanted = entries.flatMap((entry) => {
      const { servicePort } = entry
      const name = `${servicePort.portName} ${servicePort.protocol}`
      const balancers = before?.get(name) ?? this.#newBalancers(entry)
      after.set(name, balancers)
      fillBalancers(balancers, categorizeEndpoints(entry, topology), servicePort)
      return wantedPortals(servicePort, balancers, this.#options)
    })
    if (after.size > 0) this.#balancers.set(key, after)
    else this.#balancers.delete(key)
    return new Map(wanted.map((portal) => [portalId(portal), portal]))
  }

  #newBalancers({ servicePort }: ServicePortEntry): PortBalancers {
    const { clock, logger } = this.#options
    if (servicePort.protocol === 'SCTP')
      logger.warn('userspace mode does not forward SCTP', { service: servicePortName(servicePort) })
    return { cluster: new Balancer(clock), local: new Balancer(clock) }
  }

  async #bring(id: string): Promise<void> {
    const wanted = this.#wanted.holder(id)
    const open = this.#open.get(id)
    if (open) return wanted ? open.refresh() : this.#close(id)
    this.#unopened.delete(id)
    if (!wanted) return
    try {
      this.#open.set(id, await this.#openPortal(id, wanted))
    } catch (error) {
      this.#unopened.add(id)
      this.#options.logger.warn('could not open the address of a service', { ...wanted.address, err: error })
      await this.#release(id, wanted.address.ip)
    }
  }

  async #openPortal(id: string, { protocol, address, isVirtual }: WantedPortal): Promise<Portal> {
    const { clock } = this.#options
    const open = protocol === 'TCP' ? openTcpPortal : openUdpPortal
    const route = (client: string): Balancer | undefined => this.#wanted.holder(id)?.route(client)
    return open({ clock, route, address: isVirtual ? await this.#obtain(id, address) : address })
  }

  async #obtain(id: string, { ip, port }: PortalAddress): Promise<PortalAddress> {
    const users = this.#users.get(ip) ?? new Set()
    this.#users.set(ip, users.add(id))
    const obtained = await this.#addresses.obtain(ip)
    if (!obtained) throw new Error(`${ip} is not an address of this machine`)
    return { ip: obtained, port }
  }

  async #close(id: string): Promise<void> {
    this.#open.get(id)?.close()
    this.#open.delete(id)
    await this.#release(id, id.split(' ')[1] as string)
  }

  async #release(id: string, ip: string): Promise<void> {
    const users = this.#users.get(ip)
    users?.delete(id)
    if (users?.size !== 0) return
    this.#users.delete(ip)
    await this.#addresses.release(ip)
  }
}
