import type { NodeRules } from '../model/node-rules.ts'

export interface IptablesRules extends NodeRules {
  /** Whether node ports answer at 127.0.0.1 too; not for IPv6. */
  readonly hasLocalhostNodePorts: boolean
}

/** Whether node ports answer at all addresses of the node: one of the networks is the whole of them. */
export function isEverywhere(nodePortAddresses: readonly string[]): boolean {
  return nodePortAddresses.some((address) => address.endsWith('/0'))
}

/** The match of traffic that comes from local pods; upstream takes one network, and so does this. */
export function fromPods({ localCidrs: [cidr] }: NodeRules): string | undefined {
  return cidr && `-s ${cidr}`
}

/** A mark as a rule has it. */
export function hexMark(mark: number): string {
  return `0x${mark.toString(16).padStart(8, '0')}`
}
