import type { IpFamily } from './service-port.ts'

/** What the rules of a node depend on beside its services, in every mode that writes to the kernel. */
export interface NodeRules {
  readonly family: IpFamily
  /** Networks of local pods: traffic from elsewhere to a cluster IP is masqueraded. None means not to tell. */
  readonly localCidrs: readonly string[]
  /** Addresses on which node ports answer; in iptables mode a network of all (`/0`) means every address of the node. */
  readonly nodePortAddresses: readonly string[]
  /** The node's own address. */
  readonly nodeIp: string
  readonly masqueradeAll: boolean
  /** The packet mark for what is to be masqueraded, one bit. */
  readonly masqueradeMark: number
}
