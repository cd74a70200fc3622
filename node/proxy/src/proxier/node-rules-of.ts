import { isIPv6 } from 'node:net'
import type { NodeRules } from '../model/node-rules.ts'
import type { IpFamily } from '../model/service-port.ts'

/** What is said of a node and its network, for both IP families. */
export interface NodeNetwork {
  /** The node's own addresses, the first of each IP family counts; services are routed in the families they name. */
  readonly nodeIps: readonly string[]
  /** Addresses on which node ports answer: the node's own unless given. */
  readonly nodePortAddresses?: readonly string[]
  /** Networks of local pods, of either family. */
  readonly podCidrs: readonly string[]
  readonly masqueradeAll?: boolean
}

const masqueradeBit = 14

/** Without an address of its own a node is taken for one of IPv4. */
export function familiesOf(nodeIps: readonly string[]): IpFamily[] {
  const families: IpFamily[] = ['IPv4', 'IPv6']
  const found = families.filter((family) => ofFamily(nodeIps, family).length > 0)
  return found.length > 0 ? found : ['IPv4']
}

export function ofFamily(addressesOrCidrs: readonly string[], family: IpFamily): string[] {
  return addressesOrCidrs.filter((text) => isIPv6(text.split('/')[0] as string) === (family === 'IPv6'))
}

/** A node's network in the words of one family. */
export function nodeRulesOf(network: NodeNetwork, family: IpFamily): NodeRules {
  const { nodeIps, podCidrs, nodePortAddresses = nodeIps, masqueradeAll = false } = network
  const [nodeIp = family === 'IPv4' ? '127.0.0.1' : '::1'] = ofFamily(nodeIps, family)
  return {
    ...{ family, nodeIp, masqueradeAll, masqueradeMark: 1 << masqueradeBit },
    localCidrs: ofFamily(podCidrs, family),
    nodePortAddresses: ofFamily(nodePortAddresses, family),
  }
}
