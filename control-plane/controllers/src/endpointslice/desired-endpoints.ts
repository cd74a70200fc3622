import type { Node, Pod, Service } from '@knarr/api/core/v1'
import type { Endpoint, EndpointPort } from '@knarr/api/discovery/v1'
import { isReady } from '../pod/pod-state.ts'
import { endpointHostname, isEndpoint, targetPortOn } from './service-pods.ts'

/** Endpoints that share an address family and the same port numbers: what one slice can hold. */
export interface EndpointGroup {
  readonly addressType: 'IPv4' | 'IPv6'
  readonly ports: readonly EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

type NodeOf = (name: string) => Node | undefined

/** What a service's slices should say: pure, in the order of the pods. */
export function desiredGroups(service: Service, pods: readonly Pod[], nodeOf: NodeOf): EndpointGroup[] {
  const families = (service.spec.ipFamilies ?? ['IPv4']) as EndpointGroup['addressType'][]
  return families.flatMap((addressType) => {
    const groups = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>()
    for (const pod of pods.filter(isEndpoint)) {
      const address = addressOf(pod, addressType)
      if (!address) continue
      const ports = portsOn(pod, service)
      const key = JSON.stringify(ports)
      const group = groups.get(key) ?? { ports, endpoints: [] }
      group.endpoints.push(endpointOf(pod, service, address, nodeOf))
      groups.set(key, group)
    }
    return [...groups.values()].map((group) => ({ addressType, ...group }))
  })
}

function addressOf(pod: Pod, family: EndpointGroup['addressType']): string | undefined {
  const ips = (pod.status?.podIPs ?? [{ ip: pod.status?.podIP ?? '' }]).map(({ ip }) => ip)
  return ips.find((ip) => ip && ip.includes(':') === (family === 'IPv6'))
}

function portsOn(pod: Pod, service: Service): EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = targetPortOn(pod, port)
    if (number === undefined) return []
    const appProtocol = port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }
    return [{ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, ...appProtocol }]
  })
}

function endpointOf(pod: Pod, service: Service, address: string, nodeOf: NodeOf): Endpoint {
  const terminating = Boolean(pod.metadata.deletionTimestamp)
  const serving = isReady(pod)
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating)
  const zone = nodeOf(pod.spec.nodeName ?? '')?.metadata.labels?.['topology.kubernetes.io/zone']
  const hostname = endpointHostname(pod, service)
  return {
    addresses: [address],
    conditions: { ready, serving, terminating },
    ...(hostname ? { hostname } : {}),
    targetRef: {
      kind: 'Pod',
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      uid: pod.metadata.uid,
    },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  }
}
