import { describe, expect, it } from 'vitest'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import { elementText } from './nft-fragment.ts'
import { renderService } from './render-service.ts'

const topology = { nodeName: 'here', zone: '' }

function rendered(port: Partial<ServicePort>, endpoints: Endpoint[]): string {
  const entries = [{ servicePort: servicePort(port), endpoints }]
  const { sets, chains, elements } = renderService(entries, topology, cidrOptions)
  return [
    ...[...sets].map(([name, spec]) => `set ${name} { ${spec} }`),
    ...[...chains].flatMap(([name, rules]) => rules.map((rule) => `${name}: ${rule}`)),
    ...elements.map((element) => `${element.container} ${elementText(element)}`),
  ].join('\n')
}

describe('a service in nftables', () => {
  it('with a cluster IP alone', () => {
    expect(
      rendered({}, [endpoint('10.180.0.1'), endpoint('10.180.0.2', { isLocal: true })]),
    ).toMatchInlineSnapshot(`
      "service-ULMVA6XW-ns1/svc1/tcp/p80: meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.180.0.1 . 80 , 1 : 10.180.0.2 . 80 }
      cluster-ips { 172.30.0.41 }
      hairpin-connections { 10.180.0.2 . 10.180.0.2 . tcp . 80 }
      service-ips { 172.30.0.41 . tcp . 80 : goto service-ULMVA6XW-ns1/svc1/tcp/p80 }"
    `)
  })

  it('of type LoadBalancer with policy Local and no endpoint here', () => {
    const port = {
      ...{ namespace: 'ns2', service: 'svc2', clusterIp: '172.30.0.42', nodePort: 3001 },
      ...{ externalIps: ['192.168.99.22'], loadBalancerIps: ['1.2.3.4'], externalPolicyLocal: true },
    }
    expect(rendered(port, [endpoint('10.180.0.2')])).toMatchInlineSnapshot(`
      "service-42NFTM6N-ns2/svc2/tcp/p80: meta l4proto tcp dnat ip to numgen random mod 1 map { 0 : 10.180.0.2 . 80 }
      external-42NFTM6N-ns2/svc2/tcp/p80: ip saddr { 10.0.0.0/8 } goto service-42NFTM6N-ns2/svc2/tcp/p80 comment "short-circuit pod traffic"
      external-42NFTM6N-ns2/svc2/tcp/p80: fib saddr type local mark set mark or 0x4000 comment "masquerade local traffic"
      external-42NFTM6N-ns2/svc2/tcp/p80: fib saddr type local goto service-42NFTM6N-ns2/svc2/tcp/p80 comment "short-circuit local traffic"
      cluster-ips { 172.30.0.42 }
      service-ips { 172.30.0.42 . tcp . 80 : goto service-42NFTM6N-ns2/svc2/tcp/p80 }
      service-ips { 192.168.99.22 . tcp . 80 : goto external-42NFTM6N-ns2/svc2/tcp/p80 }
      no-endpoint-services { 192.168.99.22 . tcp . 80 comment "ns2/svc2:p80" : drop }
      service-ips { 1.2.3.4 . tcp . 80 : goto external-42NFTM6N-ns2/svc2/tcp/p80 }
      no-endpoint-services { 1.2.3.4 . tcp . 80 comment "ns2/svc2:p80" : drop }
      service-nodeports { tcp . 3001 : goto external-42NFTM6N-ns2/svc2/tcp/p80 }
      no-endpoint-nodeports { tcp . 3001 comment "ns2/svc2:p80" : drop }"
    `)
  })

  it('with policy Local and an endpoint here', () => {
    const endpoints = [endpoint('10.180.0.2'), endpoint('10.180.0.3', { isLocal: true })]
    expect(
      rendered({ nodePort: 3001, externalPolicyLocal: true, internalPolicyLocal: true }, endpoints),
    ).toMatchInlineSnapshot(`
      "service-ULMVA6XW-ns1/svc1/tcp/p80: meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.180.0.2 . 80 , 1 : 10.180.0.3 . 80 }
      local-ULMVA6XW-ns1/svc1/tcp/p80: meta l4proto tcp dnat ip to numgen random mod 1 map { 0 : 10.180.0.3 . 80 }
      external-ULMVA6XW-ns1/svc1/tcp/p80: ip saddr { 10.0.0.0/8 } goto service-ULMVA6XW-ns1/svc1/tcp/p80 comment "short-circuit pod traffic"
      external-ULMVA6XW-ns1/svc1/tcp/p80: fib saddr type local mark set mark or 0x4000 comment "masquerade local traffic"
      external-ULMVA6XW-ns1/svc1/tcp/p80: fib saddr type local goto service-ULMVA6XW-ns1/svc1/tcp/p80 comment "short-circuit local traffic"
      external-ULMVA6XW-ns1/svc1/tcp/p80: goto local-ULMVA6XW-ns1/svc1/tcp/p80
      cluster-ips { 172.30.0.41 }
      hairpin-connections { 10.180.0.3 . 10.180.0.3 . tcp . 80 }
      service-ips { 172.30.0.41 . tcp . 80 : goto local-ULMVA6XW-ns1/svc1/tcp/p80 }
      service-nodeports { tcp . 3001 : goto external-ULMVA6XW-ns1/svc1/tcp/p80 }"
    `)
  })

  it('with source ranges, a node port and clients that stay with their endpoint', () => {
    const port = {
      ...{ namespace: 'ns5', service: 'svc5', clusterIp: '172.30.0.45', nodePort: 3002 },
      ...{ loadBalancerIps: ['5.6.7.8'], sourceRanges: ['203.0.113.0/25'], affinitySeconds: 10800 },
    }
    expect(rendered(port, [endpoint('10.180.0.3')])).toMatchInlineSnapshot(`
      "set affinity-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80 { type ipv4_addr ; flags dynamic,timeout ; timeout 10800s }
      endpoint-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80: update @affinity-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80 { ip saddr }
      endpoint-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80: meta l4proto tcp dnat to 10.180.0.3:80
      service-HVFWP5L3-ns5/svc5/tcp/p80: ip saddr @affinity-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80 goto endpoint-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80
      service-HVFWP5L3-ns5/svc5/tcp/p80: numgen random mod 1 vmap { 0 : goto endpoint-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80 }
      external-HVFWP5L3-ns5/svc5/tcp/p80: mark set mark or 0x4000
      external-HVFWP5L3-ns5/svc5/tcp/p80: goto service-HVFWP5L3-ns5/svc5/tcp/p80
      firewall-HVFWP5L3-ns5/svc5/tcp/p80: ip saddr != { 203.0.113.0/25 } drop
      cluster-ips { 172.30.0.45 }
      service-ips { 172.30.0.45 . tcp . 80 : goto service-HVFWP5L3-ns5/svc5/tcp/p80 }
      service-ips { 5.6.7.8 . tcp . 80 : goto external-HVFWP5L3-ns5/svc5/tcp/p80 }
      service-nodeports { tcp . 3002 : goto external-HVFWP5L3-ns5/svc5/tcp/p80 }
      firewall-ips { 5.6.7.8 . tcp . 80 : goto firewall-HVFWP5L3-ns5/svc5/tcp/p80 }"
    `)
  })

  it('lets the node itself through the ranges that hold it, also by the address of the load balancer', () => {
    const port = { loadBalancerIps: ['5.6.7.8'], sourceRanges: ['192.168.0.0/24'] }
    expect(rendered(port, [endpoint('10.180.0.3')])).toContain('ip saddr != { 192.168.0.0/24, 5.6.7.8 } drop')
  })

  it('without any endpoint rejects all its traffic', () => {
    expect(rendered({ nodePort: 3003, internalPolicyLocal: true }, [])).toMatchInlineSnapshot(`
      "cluster-ips { 172.30.0.41 }
      no-endpoint-services { 172.30.0.41 . tcp . 80 comment "ns1/svc1:p80" : goto reject-chain }
      no-endpoint-nodeports { tcp . 3003 comment "ns1/svc1:p80" : goto reject-chain }"
    `)
  })
})
