import { isIP } from 'node:net'
import type { EndpointAddress, Endpoints } from '@knarr/api/core/v1'
import type { Endpoint, EndpointPort } from '@knarr/api/discovery/v1'
import type { EndpointGroup } from '../endpointslice/desired-endpoints.ts'

/** How many addresses of one subset are mirrored: upstream's `--mirroring-max-endpoints-per-subset`. */
export const maxEndpointsPerSubset = 1000

export interface MirroredGroups {
  readonly groups: readonly EndpointGroup[]
  readonly invalidAddresses: number
  /** Left out for whatever reason, the invalid ones among them. */
  readonly skippedAddresses: number
}

type Subset = NonNullable<Endpoints['subsets']>[number]

/** What the slices of an Endpoints object should say: one group for each address family and set of ports. */
export function mirroredGroups({ subsets = [] }: Endpoints): MirroredGroups {
  const groups = new Map<
    string,
    { addressType: 'IPv4' | 'IPv6'; ports: EndpointPort[]; endpoints: Endpoint[] }
  >()
  let invalidAddresses = 0
  let skippedAddresses = 0
  for (const subset of subsets) {
    const ports = portsOf(subset)
    const all = endpointsOf(subset)
    const valid = all.filter(({ addresses: [address = ''] }) => isIP(address) !== 0)
    invalidAddresses += all.length - valid.length
    skippedAddresses += all.length - Math.min(valid.length, maxEndpointsPerSubset)
    for (const endpoint of valid.slice(0, maxEndpointsPerSubset)) {
      const addressType = isIP(endpoint.addresses[0] ?? '') === 6 ? 'IPv6' : 'IPv4'
      const key = `${addressType} ${JSON.stringify(ports)}`
      const group = groups.get(key) ?? { addressType, ports, endpoints: [] }
      group.endpoints.push(endpoint)
      groups.set(key, group)
    }
  }
  return { groups: [...groups.values()], invalidAddresses, skippedAddresses }
}

function portsOf({ ports = [] }: Subset): EndpointPort[] {
  return ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
    ...{ name, port, protocol },
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }))
}

function endpointsOf({ addresses = [], notReadyAddresses = [] }: Subset): Endpoint[] {
  return [
    ...addresses.map((address) => endpointOf(address, true)),
    ...notReadyAddresses.map((address) => endpointOf(address, false)),
  ]
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(targetRef ? { targetRef } : {}),
    ...(nodeName ? { nodeName } : {}),
  }
}
