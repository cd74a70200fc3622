import { VirtualClock } from '@knarr/machinery'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderService as renderIpvs } from '../ipvs/render-service.ts'
import { categorizeEndpoints } from '../model/categorize-endpoints.ts'
import type { Endpoint, ServicePortEntry } from '../model/service-port.ts'
import type { NftFragment } from '../nftables/nft-fragment.ts'
import type { NftOptions } from '../nftables/nft-options.ts'
import { NftTable } from '../nftables/nft-table.ts'
import { renderService } from '../nftables/render-service.ts'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import { chainsOf, walkIptables } from '../testing/walk-iptables.ts'
import { Balancer } from '../userspace/balancer.ts'
import { fillBalancers, portalId, wantedPortals } from '../userspace/wanted-portals.ts'
import { meaningOf, type Scene } from './meaning.ts'
import { NftRuleset } from './nft-ruleset.ts'
import { walkNft } from './nft-walk.ts'
import type { Explained, Packet } from './packet.ts'
import { planOf } from './plan.ts'

const topology = { nodeName: 'here', zone: 'north' }
const machine = ['192.168.0.2']

const endpoints: fc.Arbitrary<Endpoint[]> = fc.uniqueArray(
  fc
    .record({
      ip: fc.constantFrom('10.0.0.3', '10.0.0.4', '10.1.0.4', '10.1.0.5'),
      ready: fc.boolean(),
      serving: fc.boolean(),
      terminating: fc.boolean(),
      zoneHints: fc.constantFrom<string[]>([], ['north'], ['south']),
    })
    .map(({ ip, ...rest }) => endpoint(ip, { ...rest, port: 8080, isLocal: ip.startsWith('10.0.') })),
  { selector: ({ ip }) => ip, maxLength: 4 },
)

/** The `n`th service: no two claim the same address. */
const entry = (n: number): fc.Arbitrary<ServicePortEntry> =>
  fc
    .record({
      protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
      nodePort: fc.constantFrom(0, 30_080 + n),
      externalIps: fc.constantFrom([], [`1.2.3.${n}`]),
      loadBalancerIps: fc.constantFrom([], [`5.6.7.${n}`]),
      sourceRanges: fc.constantFrom([], ['203.0.113.0/24'], ['203.0.113.0/24', '192.168.0.0/16']),
      affinitySeconds: fc.constantFrom(undefined, 60),
      internalPolicyLocal: fc.boolean(),
      externalPolicyLocal: fc.boolean(),
    })
    .chain((port) =>
      endpoints.map((found) => ({
        servicePort: servicePort({ ...port, service: `svc${n}`, clusterIp: `172.30.0.4${n}` }),
        endpoints: found,
      })),
    )

const entries = fc.tuple(entry(1), entry(2))

const rules: fc.Arbitrary<NftOptions> = fc.record({
  ...(Object.fromEntries(
    Object.entries(cidrOptions).map(([key, value]) => [key, fc.constant(value)]),
  ) as unknown as { [Key in keyof NftOptions]: fc.Arbitrary<NftOptions[Key]> }),
  localCidrs: fc.constantFrom([], ['10.0.0.0/16']),
  masqueradeAll: fc.boolean(),
})

const scenes: fc.Arbitrary<Scene> = fc
  .tuple(entries, rules)
  .map(([found, options]) => ({ entries: found, topology, rules: options, machine }))

const packets: fc.Arbitrary<Packet> = fc.record({
  source: fc.constantFrom(
    ...['10.0.0.3', '10.0.0.9', '10.1.0.4', '192.168.0.2', '203.0.113.9', '8.8.8.8', '5.6.7.1'],
  ),
  destination: fc.constantFrom(
    ...['172.30.0.41', '172.30.0.42', '172.30.0.99', '1.2.3.1', '5.6.7.1', '5.6.7.2', '192.168.0.2'],
  ),
  protocol: fc.constantFrom('TCP', 'UDP'),
  port: fc.constantFrom(80, 81, 30_081, 30_082),
})

/** Where a packet may come out, as text. */
const meant = (packet: Packet, scene: Scene): string[] => {
  const outcome = meaningOf(packet, scene)
  if (outcome.kind !== 'forward') return [outcome.kind]
  return outcome.endpoints
    .map(({ endpoint: { ip, port }, isMasqueraded }) => `${ip}:${port}${isMasqueraded ? ' masqueraded' : ''}`)
    .sort()
}

function fragmentsOf({ entries: found, rules: options }: Scene): ReadonlyMap<string, NftFragment> {
  return new Map(
    found.map((one) => [one.servicePort.service, renderService([one], topology, options)] as const),
  )
}

function walked(packet: Packet, ruleset: NftRuleset): string[] {
  const ends = [0, 1, 2, 3].map((chosen) => {
    for (const [name, elements] of ruleset.containers) if (name.startsWith('affinity-')) elements.clear()
    const walk = walkNft(packet, {
      ruleset,
      isLocalAddress: (ip) => machine.includes(ip),
      choose: (count) => Math.min(chosen, count - 1),
    })
    if (walk.end !== 'accept') return walk.end
    if (!walk.isTranslated) return 'pass'
    return `${walk.destination}:${walk.port}${walk.isMasqueraded ? ' masqueraded' : ''}`
  })
  return [...new Set(ends)].sort()
}

/** The endpoints that clients of an address get in turn in userspace mode. */
function forwarded({ source, destination: ip, port, protocol }: Packet, scene: Scene): unknown[] {
  const portals = scene.entries.flatMap((found) => {
    const clock = new VirtualClock()
    const balancers = { cluster: new Balancer(clock), local: new Balancer(clock) }
    fillBalancers(balancers, categorizeEndpoints(found, topology), found.servicePort)
    return wantedPortals(found.servicePort, balancers, scene.rules)
  })
  const portal = portals.find((one) => portalId(one) === `${protocol} ${ip} ${port}`)
  const balancer = portal?.route(source)
  const picks = [1, 2, 3, 4].flatMap(() => {
    const picked = balancer?.pick(source)
    balancer?.release(source)
    return picked ? [picked.ip] : []
  })
  return [...new Set(picks)].sort()
}

/** Upstream's iptables mode takes any endpoint for one of a hairpin. */
function meantByIptables(packet: Packet, scene: Scene): string[] {
  const outcome = meaningOf(packet, scene)
  if (outcome.kind !== 'forward') return [refusalByIptables(packet, scene, outcome)]
  return outcome.endpoints
    .map(({ endpoint: { ip, port }, isMasqueraded }) => {
      return `${ip}:${port}${isMasqueraded || ip === packet.source ? ' masqueraded' : ''}`
    })
    .sort()
}

/** It asks less of what is no service port, and of what the node itself sends to an address outside. */
function refusalByIptables(packet: Packet, scene: Scene, { kind, reasons }: Explained): string {
  const says = (...words: string[]): boolean =>
    words.some((word) => reasons.some((reason) => reason.includes(word)))
  if (says('has no port', 'of service network')) return 'pass'
  const { protocol, destination, source } = packet
  const isBarred = says('loadBalancerSourceRanges')
  const isServed = scene.entries.some(
    (entry) =>
      entry.servicePort.protocol === protocol &&
      entry.servicePort.loadBalancerIps.includes(destination) &&
      categorizeEndpoints(entry, topology).hasAny,
  )
  if (isBarred && isServed) return 'drop'
  if (machine.includes(source) && says('is a external IP', 'is a load balancer IP')) return 'pass'
  return isBarred ? 'reject' : kind
}

describe('what services mean for a packet', () => {
  it('is what the rules of nftables mode do, written whole or as changes', () => {
    const both = fc.tuple(scenes, entries, fc.array(packets, { minLength: 5, maxLength: 20 }))
    fc.assert(
      fc.property(both, ([scene, earlier, sent]) => {
        const table = new NftTable(scene.rules)
        const ruleset = new NftRuleset()
        table.update(fragmentsOf({ ...scene, entries: earlier }))
        ruleset.apply(table.whole())
        ruleset.apply(table.update(fragmentsOf(scene)))
        for (const packet of sent)
          expect([packet, walked(packet, ruleset)]).toEqual([packet, meant(packet, scene)])
      }),
      { numRuns: 100 },
    )
  })

  it('is what userspace mode does, which refuses where others drop or pass', () => {
    fc.assert(
      fc.property(scenes, fc.array(packets, { minLength: 5, maxLength: 20 }), (scene, sent) => {
        for (const packet of sent) {
          // There a service's address is the machine's own, which then calls from it too.
          const own = packet.source === packet.destination ? [packet.source] : []
          const outcome = meaningOf(packet, { ...scene, machine: [...machine, ...own] })
          const wanted = outcome.kind === 'forward' ? outcome.endpoints.map((one) => one.endpoint.ip) : []
          expect([packet, forwarded(packet, scene)]).toEqual([packet, wanted.sort()])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('is what the rules of iptables mode do, which pass what is no service port', () => {
    fc.assert(
      fc.property(scenes, fc.array(packets, { minLength: 5, maxLength: 20 }), (scene, sent) => {
        const chains = chainsOf(planOf('iptables', scene).join('\n'))
        for (const packet of sent) {
          const ends = [0, 1, 2, 3].map((chosen) =>
            walkIptables(packet, chains, { chosen, isLocalAddress: (ip) => machine.includes(ip) }),
          )
          expect([packet, [...new Set(ends)].sort()]).toEqual([packet, meantByIptables(packet, scene)])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is what the virtual servers of IPVS mode do, but for policies of Local without an endpoint here', () => {
    fc.assert(
      fc.property(scenes, fc.array(packets, { minLength: 5, maxLength: 20 }), (scene, sent) => {
        const servers = scene.entries.flatMap(
          (found) => renderIpvs([found], topology, { ...scene.rules, scheduler: 'rr' }).virtualServers,
        )
        for (const packet of sent) {
          const outcome = meaningOf(packet, scene)
          if (
            outcome.kind !== 'forward' ||
            outcome.reasons.some((reason) => reason.includes('Policy is Local'))
          )
            continue
          const { destination, port, protocol } = packet
          const server = servers.find(
            (one) => one.address === destination && one.port === port && one.protocol === protocol,
          )
          const expected = outcome.endpoints.map(({ endpoint: { ip, port: to } }) => `${ip}:${to}`)
          expect([packet, [...(server?.servers.keys() ?? [])].sort()]).toEqual([packet, expected.sort()])
        }
      }),
      { numRuns: 100 },
    )
  })
})
