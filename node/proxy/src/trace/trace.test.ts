import { describe, expect, it } from 'vitest'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import type { Scene } from './meaning.ts'
import type { Packet } from './packet.ts'
import { planOf } from './plan.ts'
import { trace, traceLines } from './trace.ts'

const scene: Scene = {
  ...{ topology: { nodeName: 'here', zone: '' }, machine: ['192.168.0.2'] },
  rules: { ...cidrOptions, localCidrs: ['10.0.0.0/16'] },
  entries: [
    {
      servicePort: servicePort({ nodePort: 30080, externalPolicyLocal: true }),
      endpoints: [endpoint('10.0.0.3', { isLocal: true }), endpoint('10.1.0.4')],
    },
    {
      servicePort: servicePort({
        service: 'svc2',
        clusterIp: '172.30.0.42',
        nodePort: 30081,
        protocol: 'UDP',
      }),
      endpoints: [],
    },
  ],
}

const told = (source: string, destination: string, port: number, changes: Partial<Packet> = {}): string => {
  const packet: Packet = { source, destination, port, protocol: 'TCP', ...changes }
  return traceLines(packet, trace(packet, scene)).join('\n')
}

describe('a trace', () => {
  it('tells of the service, the rules and the endpoints', () => {
    expect(told('192.168.0.2', '172.30.0.41', 80)).toMatchInlineSnapshot(`
      "TCP 192.168.0.2 -> 172.30.0.41:80
        172.30.0.41 is a cluster IP of service port ns1/svc1:p80
        2 of 2 endpoints may be chosen, at random
        192.168.0.2 comes from outside the pods of the node: masqueraded
        [filter-output-pre-dnat] ct state new jump firewall-check
        [nat-output] jump services
        [services] ip daddr @cluster-ips ip saddr != { 10.0.0.0/16 } mark set mark or 0x4000 comment "masquerade clusterIP traffic from outside cluster"
        [services] ip daddr . meta l4proto . th dport vmap @service-ips
        [service-ULMVA6XW-ns1/svc1/tcp/p80] meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.0.0.3 . 80 , 1 : 10.1.0.4 . 80 }
        [filter-output] ct state new jump service-endpoints-check
        [filter-output] ct state new jump cluster-ips-check
        [nat-postrouting] jump masquerading
        [masquerading] mark and 0x4000 != 0 mark set mark xor 0x4000 masquerade fully-random
      => 10.0.0.3:80 masqueraded, on this node
      => 10.1.0.4:80 masqueraded"
    `)
  })

  it('tells which policy holds and whom the node turns away', () => {
    expect(told('8.8.8.8', '192.168.0.2', 30080)).toMatchInlineSnapshot(`
      "TCP 8.8.8.8 -> 192.168.0.2:30080
        192.168.0.2 is a node port of service port ns1/svc1:p80
        externalTrafficPolicy is Local
        1 of 2 endpoints may be chosen, at random
        [filter-prerouting-pre-dnat] ct state new jump firewall-check
        [nat-prerouting] jump services
        [services] ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
        [external-ULMVA6XW-ns1/svc1/tcp/p80] goto local-ULMVA6XW-ns1/svc1/tcp/p80
        [local-ULMVA6XW-ns1/svc1/tcp/p80] meta l4proto tcp dnat ip to numgen random mod 1 map { 0 : 10.0.0.3 . 80 }
        [filter-forward] ct state new jump service-endpoints-check
        [filter-forward] ct state new jump cluster-ips-check
        [nat-postrouting] jump masquerading
      => 10.0.0.3:80 from 8.8.8.8, on this node"
    `)
    expect(told('10.0.0.9', '192.168.0.2', 30081, { protocol: 'UDP' })).toMatchInlineSnapshot(`
      "UDP 10.0.0.9 -> 192.168.0.2:30081
        192.168.0.2 is a node port of service port ns1/svc2:p80
        no endpoint can be used
        [filter-prerouting-pre-dnat] ct state new jump firewall-check
        [nat-prerouting] jump services
        [filter-input] ct state new jump nodeport-endpoints-check
        [nodeport-endpoints-check] ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports
        [reject-chain] reject
      => reject"
    `)
  })

  it.each([
    ['172.30.0.41', 81, 'service ns1/svc1 at 172.30.0.41 has no port 81/TCP', '=> reject'],
    ['172.30.0.99', 80, "172.30.0.99 of service network 172.30.0.0/16 is no service's", '=> drop'],
    ['8.8.8.8', 443, '8.8.8.8:443/TCP is not of a service', '=> not translated'],
  ])('tells what comes of %s:%i', (destination, port, reason, end) => {
    const lines = told('10.0.0.9', destination, port).split('\n')
    expect(lines).toContain(`  ${reason}`)
    expect(lines.at(-1)).toBe(end)
  })
})

describe('a trace in another mode', () => {
  it('tells what the address has there', () => {
    const packet: Packet = { source: '10.0.0.9', destination: '172.30.0.41', protocol: 'TCP', port: 80 }
    expect(trace(packet, scene, 'ipvs').rules).toEqual([
      'ipset add KUBE-CLUSTER-IP 172.30.0.41,tcp:80',
      'ipvsadm -A -t 172.30.0.41:80 -s rr',
      'ipvsadm -a -t 172.30.0.41:80 -r 10.0.0.3:80 -m -w 1',
      'ipvsadm -a -t 172.30.0.41:80 -r 10.1.0.4:80 -m -w 1',
    ])
  })
})

describe('a plan', () => {
  it('is the whole table, or what IPVS or userspace mode would have', () => {
    expect(planOf('nftables', scene)).toContain('add element ip kube-proxy cluster-ips { 172.30.0.41 }')
    expect(planOf('ipvs', scene)).toEqual(
      expect.arrayContaining([
        'ip addr add 172.30.0.41 dev kube-ipvs0',
        'ipset add KUBE-CLUSTER-IP 172.30.0.41,tcp:80',
        'ipvsadm -A -t 172.30.0.41:80 -s rr',
        'ipvsadm -a -t 172.30.0.41:80 -r 10.1.0.4:80 -m -w 1',
      ]),
    )
    expect(planOf('userspace', scene)).toEqual([
      'TCP 172.30.0.41:80 -> 10.0.0.3:80, 10.1.0.4:80 (ns1/svc1:p80)',
      'TCP 192.168.0.2:30080 -> 10.0.0.3:80, 10.1.0.4:80 (ns1/svc1:p80)',
      'UDP 172.30.0.42:80 -> nobody (ns1/svc2:p80)',
      'UDP 192.168.0.2:30081 -> nobody (ns1/svc2:p80)',
    ])
  })
})
