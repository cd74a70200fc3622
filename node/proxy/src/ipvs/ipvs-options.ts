import type { NodeRules } from '../model/node-rules.ts'

/** What the rules of a node in IPVS mode depend on beside its services. */
export interface IpvsRules extends NodeRules {
  /** The scheduler of services that name none: `rr` unless given. */
  readonly scheduler?: string
}

export const defaultScheduler = 'rr'

/** The schedulers of Linux. */
export const schedulers: readonly string[] = [
  ...['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'sh', 'mh', 'dh', 'fo', 'ovf', 'sed', 'nq', 'twos'],
]
