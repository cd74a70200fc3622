import type { IpvsBackend, IpvsBackendOptions } from '@knarr/proxy'

/** What a backend is told of services. */
export type Changes = Parameters<IpvsBackend['sync']>[0]
type Entry = Changes[number]['entries'][number]

export const topology = { nodeName: 'here', zone: '' }

export const nodeRules: Pick<
  IpvsBackendOptions,
  'family' | 'localCidrs' | 'nodePortAddresses' | 'nodeIp' | 'masqueradeAll' | 'masqueradeMark'
> = {
  ...({ family: 'IPv4', localCidrs: ['10.0.0.0/8'], nodePortAddresses: ['192.168.0.2'] } as const),
  ...{ nodeIp: '192.168.0.2', masqueradeAll: false, masqueradeMark: 0x4000 },
}

/** One of many services, each with ten endpoints; `last` is part of the address of the first. */
export function manyService(index: number, last: number): Changes[number] {
  const servicePort: Entry['servicePort'] = {
    ...{ namespace: 'default', service: `s${index}`, portName: '', protocol: 'TCP', port: 80, nodePort: 0 },
    clusterIp: `10.96.${index >> 8}.${index & 255}`,
    ...{ externalIps: [], loadBalancerIps: [], sourceRanges: [], affinitySeconds: undefined },
    ...{ internalPolicyLocal: false, externalPolicyLocal: false, healthCheckNodePort: 0, annotations: {} },
  }
  const endpoints = Array.from({ length: 10 }, (_, other) => ({
    ...{ ip: `10.${200 + other}.${index & 255}.${other === 0 ? last : 1}`, port: 8080, isLocal: other === 0 },
    ...{ ready: true, serving: true, terminating: false, zoneHints: [], nodeHints: [] },
  }))
  return { key: `default/s${index}`, entries: [{ servicePort, endpoints }] }
}

/** 10.96.0.1:80, served by the pod of the traffic's network. */
export const trafficService: Changes = [manyService(1, 1)].map(({ key, entries }) => ({
  key,
  entries: entries.map(({ servicePort, endpoints }) => ({
    servicePort,
    endpoints: endpoints.slice(0, 1).map((endpoint) => ({ ...endpoint, ip: '10.199.2.2' })),
  })),
}))
