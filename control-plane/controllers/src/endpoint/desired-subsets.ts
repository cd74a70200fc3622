import type { EndpointAddress, EndpointPort, EndpointSubset, Pod, Service } from '@knarr/api/core/v1'
import { endpointHostname, isEndpoint, targetPortOn } from '../endpointslice/service-pods.ts'
import { isReady } from '../pod/pod-state.ts'

/** Beyond this many addresses an Endpoints object is cut short and says so. */
export const maxEndpointsCapacity = 1000

/** What a service's Endpoints should say: addresses with the same ports share a subset. Pure. */
export function desiredSubsets(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const subsets = new Map<string, EndpointSubset>()
  for (const pod of pods.filter(isEndpoint)) {
    if (pod.metadata.deletionTimestamp && !service.spec.publishNotReadyAddresses) continue
    const ports = portsOn(pod, service)
    const key = JSON.stringify(ports)
    const subset = subsets.get(key) ?? { ports }
    const isServing = isReady(pod) || service.spec.publishNotReadyAddresses === true
    const list = isServing ? 'addresses' : 'notReadyAddresses'
    subset[list] = [...(subset[list] ?? []), addressOf(pod, service)]
    subsets.set(key, subset)
  }
  return [...subsets.values()].map(sorted)
}

function portsOn(pod: Pod, service: Service): EndpointPort[] {
  return (service.spec.ports ?? []).flatMap(({ name, protocol = 'TCP', appProtocol, ...port }) => {
    const number = targetPortOn(pod, { ...port, ...(name ? { name } : {}), protocol })
    if (number === undefined) return []
    return [{ ...(name ? { name } : {}), port: number, protocol, ...(appProtocol ? { appProtocol } : {}) }]
  })
}

function addressOf(pod: Pod, service: Service): EndpointAddress {
  const hostname = endpointHostname(pod, service)
  return {
    ip: pod.status?.podIP ?? '',
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: {
      kind: 'Pod',
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      uid: pod.metadata.uid,
    },
  }
}

function sorted(subset: EndpointSubset): EndpointSubset {
  const byIp = (a: EndpointAddress, b: EndpointAddress): number => (a.ip < b.ip ? -1 : 1)
  const { addresses, notReadyAddresses, ports } = subset
  return {
    ...(addresses ? { addresses: addresses.toSorted(byIp) } : {}),
    ...(notReadyAddresses ? { notReadyAddresses: notReadyAddresses.toSorted(byIp) } : {}),
    ...(ports ? { ports } : {}),
  }
}
