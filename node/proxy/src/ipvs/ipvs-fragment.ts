import type { Protocol } from '../model/service-port.ts'
import type { IpSetName } from './ip-sets.ts'
import type { VirtualServer } from './virtual-server.ts'

/** An address and port of a load balancer that the node itself may not use. */
export interface Barred {
  readonly address: string
  readonly protocol: Protocol
  readonly port: number
}

/** A service's part of what is wanted in the kernel. */
export interface IpvsFragment {
  readonly virtualServers: VirtualServer[]
  /** Addresses that are to be on the dummy interface. */
  readonly addresses: string[]
  readonly entries: (readonly [set: IpSetName, entry: string])[]
  readonly barred: Barred[]
}

export function emptyFragment(): IpvsFragment {
  return { virtualServers: [], addresses: [], entries: [], barred: [] }
}
