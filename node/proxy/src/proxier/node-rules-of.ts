import { isIPv6 } from 'node:net'
import type { ProxyMode } from '../mode/proxy-mode.ts'
import type { NodeRules } from '../model/node-rules.ts'
import type { IpFamily } from '../model/service-port.ts'

/** What is said of a node and its network, for both IP families. */
export interface NodeNetwork {
  /** The node's own addresses, the first of each IP family counts; services are routed in the families they name. */
  readonly nodeIps: readonly string[]
  /** Addresses on which node ports answer: unless given the node's own, in iptables mode all that it has. */
  readonly nodePortAddresses?: readonly string[]
  /** Networks of local pods, of either family. */
  readonly podCidrs: readonly string[]
  readonly masqueradeAll?: boolean
  /** The bit of the packet mark that asks for masquerading: 14 unless given. */
  readonly masqueradeBit?: number
  /** `nftables` unless given; `chooseProxyMode` says what a node can do. */
  readonly mode?: ProxyMode
}

const defaultMasqueradeBit = 14

const everywhere = ['0.0.0.0/0', '::/0']

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
  const { nodeIps, podCidrs, masqueradeAll = false, masqueradeBit = defaultMasqueradeBit, mode } = network
  const { nodePortAddresses = mode === 'iptables' ? everywhere : nodeIps } = network
  const [nodeIp = family === 'IPv4' ? '127.0.0.1' : '::1'] = ofFamily(nodeIps, family)
  return {
    ...{ family, nodeIp, masqueradeAll, masqueradeMark: 2 ** masqueradeBit },
    localCidrs: ofFamily(podCidrs, family),
    nodePortAddresses: ofFamily(nodePortAddresses, family),
  }
}
