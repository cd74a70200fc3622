import type { EndpointAddress, EndpointPort, EndpointSubset, Pod, Service } from '@knarr/api/core/v1'
import { familiesOf } from '../endpointslice/desired-endpoints.ts'
import { endpointHostname, ipOf, isEndpoint, targetPortOn } from '../endpointslice/service-pods.ts'
import { isReady } from '../pod/pod-state.ts'

/** Beyond this many addresses an Endpoints object is cut short and says so. */
export const maxEndpointsCapacity = 1000

interface Member {
  readonly address: EndpointAddress
  readonly isServing: boolean
}

/**
 * What a service's Endpoints should say: each port with every pod that offers it, and ports that the very
 * same pods offer in one subset.
 */
export function desiredSubsets(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const byPort = new Map<string, { readonly port: EndpointPort | undefined; readonly members: Member[] }>()
  for (const pod of pods) {
    const member = memberOf(pod, service)
    if (!member) continue
    for (const port of portsOn(pod, service)) {
      const name = JSON.stringify(port ?? null)
      const entry = byPort.get(name) ?? { port, members: [] }
      entry.members.push(member)
      byPort.set(name, entry)
    }
  }
  return Object.values(Object.groupBy(byPort.values(), ({ members }) => membersText(members))).flatMap(
    (entries = []) => {
      const ports = entries.flatMap(({ port }) => (port ? [port] : []))
      return entries[0] ? [subsetOf(entries[0].members, ports)] : []
    },
  )
}

function memberOf(pod: Pod, service: Service): Member | undefined {
  const publishesAll = service.spec.publishNotReadyAddresses === true
  if (!isEndpoint(pod) || (pod.metadata.deletionTimestamp && !publishesAll)) return undefined
  const ip = ipOf(pod, familiesOf(service)[0] ?? 'IPv4')
  return ip ? { address: addressOf(pod, service, ip), isServing: publishesAll || isReady(pod) } : undefined
}

/** The ports the pod offers; a headless service without ports has the pod under no port. */
function portsOn(pod: Pod, { spec }: Service): (EndpointPort | undefined)[] {
  const ports = spec.ports ?? []
  if (ports.length === 0) return spec.clusterIP === 'None' ? [undefined] : []
  return ports.flatMap(({ name, protocol = 'TCP', appProtocol, ...port }) => {
    const number = targetPortOn(pod, { ...port, protocol })
    if (number === undefined) return []
    return [{ ...(name ? { name } : {}), port: number, protocol, ...(appProtocol ? { appProtocol } : {}) }]
  })
}

function membersText(members: readonly Member[]): string {
  return JSON.stringify(members.map(({ address, isServing }) => [address, isServing]))
}

function subsetOf(members: readonly Member[], ports: EndpointPort[]): EndpointSubset {
  const of = (isServing: boolean): EndpointAddress[] =>
    members
      .filter((member) => member.isServing === isServing)
      .map(({ address }) => address)
      .sort(byIp)
  const [addresses, notReadyAddresses] = [of(true), of(false)]
  return {
    ...(addresses.length > 0 ? { addresses } : {}),
    ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  }
}

function byIp(a: EndpointAddress, b: EndpointAddress): number {
  return a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0
}

function addressOf(pod: Pod, service: Service, ip: string): EndpointAddress {
  const hostname = endpointHostname(pod, service)
  const { name, uid, namespace = '' } = pod.metadata
  return {
    ip,
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  }
}

/** Cuts down to the capacity: not ready addresses first, each subset in proportion to its size. */
export function truncated(subsets: readonly EndpointSubset[]): { subsets: EndpointSubset[]; isCut: boolean } {
  const count = (list: 'addresses' | 'notReadyAddresses'): number =>
    subsets.reduce((sum, subset) => sum + (subset[list]?.length ?? 0), 0)
  const [ready, notReady] = [count('addresses'), count('notReadyAddresses')]
  if (ready + notReady <= maxEndpointsCapacity) return { subsets: [...subsets], isCut: false }
  const list = ready > maxEndpointsCapacity ? 'addresses' : 'notReadyAddresses'
  const room = list === 'addresses' ? maxEndpointsCapacity : maxEndpointsCapacity - ready
  const total = list === 'addresses' ? ready : notReady
  let left = room
  const cut = subsets.map((subset) => {
    const all = subset[list] ?? []
    const taken = all.slice(0, Math.min(left, Math.ceil((all.length / total) * room)))
    left -= taken.length
    const { addresses = [], notReadyAddresses: _, ...rest } = subset
    const kept = list === 'addresses' ? taken : addresses
    const keptNotReady = list === 'addresses' ? [] : taken
    return {
      ...(kept.length > 0 ? { addresses: kept } : {}),
      ...(keptNotReady.length > 0 ? { notReadyAddresses: keptNotReady } : {}),
      ...rest,
    }
  })
  return { subsets: cut, isCut: true }
}
