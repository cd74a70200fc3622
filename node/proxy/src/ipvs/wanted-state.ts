import { Claims } from '../model/claims.ts'
import type { IpFamily } from '../model/service-port.ts'
import { kernelName } from './ip-sets.ts'
import type { Barred, IpvsFragment } from './ipvs-fragment.ts'
import { type VirtualServer, virtualServerId } from './virtual-server.ts'

/** What counted of each id that a change touched, before it. */
export interface Touched {
  readonly virtualServers: Map<string, VirtualServer | undefined>
  readonly addresses: Map<string, string | undefined>
  /** By `SET entry`. */
  readonly entries: Map<string, string | undefined>
  readonly barred: Map<string, Barred | undefined>
}

/** What all services together want in the kernel. */
export class WantedState {
  readonly virtualServers: Claims<VirtualServer> = new Claims()
  readonly addresses: Claims<string> = new Claims()
  readonly entries: Claims<string> = new Claims()
  readonly barred: Claims<Barred> = new Claims()
  readonly #family: IpFamily

  constructor(family: IpFamily) {
    this.#family = family
  }

  /** Takes in what services are now; the cost is that of the services given. */
  update(fragments: ReadonlyMap<string, IpvsFragment>): Touched {
    const touched: Touched = {
      ...{ virtualServers: new Map(), addresses: new Map(), entries: new Map(), barred: new Map() },
    }
    for (const [owner, fragment] of fragments) this.#claim(owner, fragment, touched)
    return touched
  }

  #claim(owner: string, fragment: IpvsFragment, touched: Touched): void {
    const entries = fragment.entries.map(([set, entry]) => `${kernelName(set, this.#family)} ${entry}`)
    this.virtualServers.claim(owner, byId(fragment.virtualServers, virtualServerId), touched.virtualServers)
    this.addresses.claim(owner, byId(fragment.addresses), touched.addresses)
    this.entries.claim(owner, byId(entries), touched.entries)
    const idOf = ({ address, protocol, port }: Barred): string => `${protocol} ${address} ${port}`
    this.barred.claim(owner, byId(fragment.barred, idOf), touched.barred)
  }
}

/** Of two with one id the first counts. */
function byId<Item>(items: readonly Item[], idOf: (item: Item) => string = String): Map<string, Item> {
  const found = new Map<string, Item>()
  for (const item of items) {
    const id = idOf(item)
    if (!found.has(id)) found.set(id, item)
  }
  return found
}
