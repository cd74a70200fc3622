import { BlockList, isIPv6 } from 'node:net'

/** Whether one of the networks holds an address. */
export function isInNetworks(networks: readonly string[], ip: string): boolean {
  return networkList(networks).check(ip, typeOf(ip))
}

/** The networks as a list that answers quickly; of IPv6 ones it also finds addresses of IPv4, as mapped ones. */
function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of networks) {
    const [network = '', prefix] = cidr.split('/')
    list.addSubnet(network, Number(prefix), typeOf(network))
  }
  return list
}

function typeOf(ip: string): 'ipv4' | 'ipv6' {
  return isIPv6(ip) ? 'ipv6' : 'ipv4'
}
