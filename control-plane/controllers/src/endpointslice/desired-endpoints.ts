import type { Node, Pod, Service } from '@knarr/api/core/v1'
import type { Endpoint, EndpointPort } from '@knarr/api/discovery/v1'
import { isReady } from '../pod/pod-state.ts'
import { labels } from '../well-known.ts'
import { endpointHostname, ipOf, isEndpoint, targetPortOn } from './service-pods.ts'

/** Endpoints that share an address family and the same port numbers: what one slice can hold. */
export interface EndpointGroup {
  readonly addressType: 'IPv4' | 'IPv6'
  readonly ports: readonly EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

/** The address families a service has endpoints of. */
export function familiesOf({ spec }: Service): EndpointGroup['addressType'][] {
  const families = spec.ipFamilies ?? []
  return (families.length > 0 ? families : ['IPv4']) as EndpointGroup['addressType'][]
}

type NodeOf = (name: string) => Node | undefined

/** What a service's slices should say: pure, in the order of the pods. */
export function desiredGroups(service: Service, pods: readonly Pod[], nodeOf: NodeOf): EndpointGroup[] {
  return familiesOf(service).flatMap((addressType) => {
    const groups = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>()
    for (const pod of pods.filter(isEndpoint)) {
      const address = ipOf(pod, addressType)
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
  const zone = nodeOf(pod.spec.nodeName ?? '')?.metadata.labels?.[labels.zone]
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
