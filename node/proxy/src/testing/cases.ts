import type { IpvsRules } from '../ipvs/ipvs-options.ts'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import type { NftOptions } from '../nftables/nft-options.ts'

/** Port p80 of ns1/svc1 at 172.30.0.41, with whatever is said otherwise. */
export function servicePort(changes: Partial<ServicePort> = {}): ServicePort {
  return {
    ...{ namespace: 'ns1', service: 'svc1', portName: 'p80', protocol: 'TCP', clusterIp: '172.30.0.41' },
    ...{ port: 80, nodePort: 0, externalIps: [], loadBalancerIps: [], sourceRanges: [] },
    ...{ affinitySeconds: undefined, internalPolicyLocal: false, externalPolicyLocal: false },
    ...{ healthCheckNodePort: 0, annotations: {} },
    ...changes,
  }
}

/** A ready endpoint on another node, at port 80. */
export function endpoint(ip: string, changes: Partial<Endpoint> = {}): Endpoint {
  return {
    ...{ ip, port: 80, ready: true, serving: true, terminating: false, isLocal: false },
    ...{ zoneHints: [], nodeHints: [] },
    ...changes,
  }
}

export const cidrOptions: NftOptions = {
  ...{
    family: 'IPv4',
    localCidrs: ['10.0.0.0/8'],
    nodePortAddresses: ['192.168.0.2'],
    nodeIp: '192.168.0.2',
  },
  ...{ masqueradeAll: false, masqueradeMark: 0x4000, serviceCidrs: ['172.30.0.0/16'] },
}

export const ipvsRules: IpvsRules = {
  ...{
    family: 'IPv4',
    localCidrs: ['10.0.0.0/8'],
    nodePortAddresses: ['192.168.0.2'],
    nodeIp: '192.168.0.2',
  },
  ...{ masqueradeAll: false, masqueradeMark: 0x4000 },
}
