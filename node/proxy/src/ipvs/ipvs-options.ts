import type { IpFamily } from '../model/service-port.ts'

/** What the rules of a node in IPVS mode depend on beside its services. */
export interface IpvsRules {
  readonly family: IpFamily
  /** Networks of local pods: traffic from elsewhere to a cluster IP is masqueraded. None means not to tell. */
  readonly localCidrs: readonly string[]
  /** Addresses on which node ports answer. */
  readonly nodePortAddresses: readonly string[]
  /** The node's own address. */
  readonly nodeIp: string
  readonly masqueradeAll: boolean
  /** The packet mark for what is to be masqueraded, one bit. */
  readonly masqueradeMark: number
  /** The scheduler of services that name none: `rr` unless given. */
  readonly scheduler?: string
}

export const defaultScheduler = 'rr'

/** The schedulers of Linux. */
export const schedulers: readonly string[] = [
  ...['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'sh', 'mh', 'dh', 'fo', 'ovf', 'sed', 'nq', 'twos'],
]
