import { beforeEach, describe, expect, it } from 'vitest'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import type { NftFragment } from './nft-fragment.ts'
import { NftTable } from './nft-table.ts'
import { renderService } from './render-service.ts'

const topology = { nodeName: 'here', zone: '' }
const fragment = (endpoints: Endpoint[], port: Partial<ServicePort> = {}): NftFragment =>
  renderService([{ servicePort: servicePort(port), endpoints }], topology, cidrOptions)
const nothing = renderService([], topology, cidrOptions)

describe('NftTable', () => {
  let table: NftTable
  const update = (changes: Record<string, NftFragment>): string[] =>
    table.update(new Map(Object.entries(changes)))
  beforeEach(() => {
    table = new NftTable(cidrOptions)
  })

  it('says nothing where nothing changed', () => {
    update({ a: fragment([endpoint('10.0.0.1')]) })
    expect(update({ a: fragment([endpoint('10.0.0.1')]) })).toEqual([])
  })

  it('rewrites only the chain whose endpoints changed', () => {
    update({ a: fragment([endpoint('10.0.0.1')]) })
    const chain = 'service-ULMVA6XW-ns1/svc1/tcp/p80'
    expect(update({ a: fragment([endpoint('10.0.0.2')]) })).toEqual([
      `flush chain ip kube-proxy ${chain}`,
      `add rule ip kube-proxy ${chain} meta l4proto tcp dnat ip to numgen random mod 1 map { 0 : 10.0.0.2 . 80 }`,
    ])
  })

  it('takes elements away before the chains they lead to', () => {
    update({ a: fragment([endpoint('10.0.0.1')]) })
    const chain = 'service-ULMVA6XW-ns1/svc1/tcp/p80'
    expect(update({ a: nothing })).toEqual([
      'delete element ip kube-proxy cluster-ips { 172.30.0.41 }',
      'delete element ip kube-proxy service-ips { 172.30.0.41 . tcp . 80 }',
      `flush chain ip kube-proxy ${chain}`,
      `delete chain ip kube-proxy ${chain}`,
    ])
  })

  it('leaves an element that two services claim to the first, and to the second when it lets go', () => {
    const shared = { externalIps: ['1.2.3.4'] }
    const other = { ...shared, service: 'svc2', clusterIp: '172.30.0.42' }
    update({ a: fragment([endpoint('10.0.0.1')], shared) })
    const claimed = update({ b: fragment([endpoint('10.0.0.2')], other) })
    expect(claimed.filter((line) => line.includes('1.2.3.4'))).toEqual([])
    const passedOn = update({ a: nothing })
    expect(passedOn.filter((line) => line.includes('1.2.3.4'))).toEqual([
      'delete element ip kube-proxy service-ips { 1.2.3.4 . tcp . 80 }',
      expect.stringMatching(
        /^add element .*1\.2\.3\.4 \. tcp \. 80 : goto external-\w+-ns1\/svc2\/tcp\/p80 }$/,
      ),
    ])
  })

  it('makes what names an affinity set anew when its timeout changes', () => {
    update({ a: fragment([endpoint('10.0.0.1')], { affinitySeconds: 60 }) })
    const commands = update({ a: fragment([endpoint('10.0.0.1')], { affinitySeconds: 90 }) })
    const removal = commands.findIndex((line) => line.startsWith('delete set'))
    expect(removal).toBeGreaterThan(0)
    expect(commands[removal + 1]).toContain('timeout 90s')
  })

  it('is whole whatever came before', () => {
    update({ a: fragment([endpoint('10.0.0.1')]), b: fragment([], { service: 'svc2' }) })
    update({ a: nothing })
    const other = new NftTable(cidrOptions)
    other.update(new Map([['b', fragment([], { service: 'svc2' })]]))
    expect(table.whole()).toEqual(other.whole())
  })
})
