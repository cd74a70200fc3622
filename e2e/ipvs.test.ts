import { describeWithNamespaces } from '@knarr/linux/testing'
import { beforeAll, expect, it } from 'vitest'
import { guestProblem, runInGuest } from './support/ipvs-guest/guest.ts'

interface Seen {
  readonly [name: string]: unknown
  readonly error?: string
}

const title = 'the proxy in IPVS mode, in a kernel that has ip_vs'

describeWithNamespaces(
  title,
  () => {
    let seen: Seen
    beforeAll(async () => {
      seen = await runInGuest<Seen>('scenario.ts')
      expect(seen.error).toBeUndefined()
    }, 180_000)

    const text = (name: string): string => String(seen[name])
    const counts = (answers: unknown): Record<string, number> => {
      const found: Record<string, number> = { pod1: 0, pod2: 0 }
      for (const answer of answers as string[]) found[answer] = (found[answer] ?? 0) + 1
      return found
    }
    const rows = (name: string): string[] =>
      text(name)
        .split('\n')
        .slice(3)
        .map((line) => line.trim().replaceAll(/ +/g, ' '))
        .filter(Boolean)

    it('prints what the introduction to IPVS prints', () => {
      expect(text('listing')).toMatch(
        /^IP Virtual Server version 1\.2\.1 \(size=4096\)\nProt LocalAddress:Port /,
      )
      expect(rows('listing')).toEqual([
        ...['TCP 10.102.128.4:3080 rr', '-> 10.244.0.235:8080 Masq 1 0 0', '-> 10.244.1.237:8080 Masq 1 0 0'],
      ])
      expect(text('device')).toMatch(
        /kube-ipvs0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN [\s\S]*inet 10\.102\.128\.4\/32 scope global kube-ipvs0\n +valid_lft forever preferred_lft forever/,
      )
      expect(text('clusterIps')).toMatch(/Type: hash:ip,port\n[\s\S]*Members:\n10\.102\.128\.4,tcp:3080\n$/)
      expect(text('hairpins')).toMatch(/10\.244\.0\.235,tcp:8080,10\.244\.0\.235\n/)
    })

    it('spreads the connections of clients, of the node, and of a pod that may reach itself', () => {
      expect(counts(seen.rr)).toEqual({ pod1: 3, pod2: 3 })
      expect(counts(seen.fromNode)).toEqual({ pod1: 1, pod2: 1 })
      expect(counts(seen.fromPod)).toEqual({ pod1: 2, pod2: 2 })
      expect(counts(seen.nodePort)).toEqual({ pod1: 1, pod2: 1 })
    })

    it("does not lead to the node's own ports through a service's address", () => {
      expect(seen.ownPort).toBe('host')
      expect(seen.otherPort).toBe('error ECONNREFUSED')
    })

    it.each([
      ['rr', { pod1: 4, pod2: 4 }],
      ['lc', { pod1: 4, pod2: 4 }],
      ['sed', { pod1: 6, pod2: 2 }],
      ['nq', { pod1: 6, pod2: 2 }],
      ['wrr', { pod1: 6, pod2: 2 }],
      ['wlc', { pod1: 6, pod2: 2 }],
    ])('spreads by %s, with one endpoint of weight 3', (scheduler, wanted) => {
      const { line, answers } = seen[`by ${scheduler}`] as { line: string; answers: string[] }
      expect(line).toMatch(new RegExp(` -s ${scheduler}$`))
      expect(counts(answers)).toEqual(wanted)
    })

    it.each(['dh', 'sh'])('keeps a client and address at one endpoint by %s', (scheduler) => {
      const { answers } = seen[`by ${scheduler}`] as { answers: string[] }
      expect(new Set(answers).size).toBe(1)
    })

    it('hashes addresses and ports by mh', () => {
      expect((seen['by mh'] as { line: string }).line).toMatch(/ -s mh -b mh-port$/)
    })

    it('keeps a client at its endpoint with session affinity', () => {
      expect(rows('persistentListing')[0]).toBe('TCP 10.102.128.4:5080 rr persistent 10800')
      expect(new Set(seen.persistent as string[]).size).toBe(1)
    })

    it('lets connections to an endpoint that leaves end, and then removes it', () => {
      const draining = seen.draining as { listing: string; old: string; fresh: string[]; both: string[] }
      expect(draining.both).toEqual(['pod1', 'pod2'])
      expect(draining.listing).toMatch(/-> 10\.244\.0\.235:8080 +Masq +0 +1 +0/)
      expect(draining.old).toBe('pod1')
      expect(draining.fresh).toEqual(['pod2', 'pod2'])
      expect(rows('drained')).toEqual(['TCP 10.102.128.4:6080 rr', '-> 10.244.1.237:8080 Masq 1 0 0'])
    })

    it('has after changes what it has when all is compared, and repairs what others took away', () => {
      expect(seen.incrementalIsWhole).toBe(true)
      expect(seen.repaired).toBe(true)
    })

    it('serves IPv6, and cleans up one family alone', () => {
      expect(counts(seen.v6)).toEqual({ pod1: 2, pod2: 2 })
      expect(text('v6Listing')).toContain('-A -t [fd00:96::1]:80 -s rr\n')
      expect(seen.v6Left).toEqual([])
    })

    it.each([
      ['UDP', '-u'],
      ['SCTP', '--sctp-service'],
    ])('serves %s, and removes an endpoint at once', (protocol, option) => {
      expect(text(protocol).split('\n').filter(Boolean).sort()).toEqual([
        `-A ${option} 10.0.9.1:30053 -s rr`,
        `-A ${option} 10.102.128.4:8053 -s rr`,
        `-a ${option} 10.0.9.1:30053 -r 10.244.1.237:8080 -m -w 1`,
        `-a ${option} 10.102.128.4:8053 -r 10.244.1.237:8080 -m -w 1`,
      ])
    })

    it('leads SCTP to the pods in turn', () => {
      expect(counts(seen.sctp)).toEqual({ pod1: 2, pod2: 2 })
    })

    it("bars the node from a load balancer's address that is not for it", () => {
      expect(text('outFilter')).toContain('-m ipvs --vproto 6 --vaddr 5.6.7.8 --vport 7080 -j DROP')
    })

    it('cleans up what it made, and leaves what others made', () => {
      const left = text('left').replace(/ bucketsize.*/, '')
      expect(left.split('\n')).toEqual([
        '-A -t 10.99.0.1:99 -s rr',
        'create FOREIGN hash:ip family inet hashsize 1024 maxelem 65536',
        ...[':FOREIGN - [0:0]', '0', ''],
      ])
    })
  },
  guestProblem(),
)
