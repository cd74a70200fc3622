import { silentLogger } from '@knarr/component'
import { CommandError } from '@knarr/linux'
import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import type { ServiceChange } from '../changes/change-tracker.ts'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import { endpoint, ipvsRules, servicePort } from '../testing/cases.ts'
import { IpvsBackend } from './ipvs-backend.ts'

const topology = { nodeName: 'here', zone: '' }
const [one, two] = [endpoint('10.0.0.1'), endpoint('10.0.0.2')]
const change = (endpoints: Endpoint[], port: Partial<ServicePort> = {}): ServiceChange => ({
  key: `ns1/${port.service ?? 'svc1'}`,
  entries: [{ servicePort: servicePort(port), endpoints }],
})

/** A node whose tools answer what `answers` says, and what was written to it. */
class FakeNode {
  readonly written: string[] = []
  answers: Record<string, string> = {}
  fails: string | undefined
  readonly clock = new VirtualClock()
  readonly backend: IpvsBackend

  constructor(excludeCidrs: readonly string[] = []) {
    this.backend = new IpvsBackend({
      ...{ ...ipvsRules, clock: this.clock, logger: silentLogger, excludeCidrs },
      enter: (command) => [...command],
      run: async (argv, { input } = {}) => {
        const command = argv.join(' ')
        if (input === undefined) return this.answers[command] ?? ''
        if (this.fails && input.includes(this.fails)) {
          this.fails = undefined
          throw new CommandError(argv, 1, 'refused')
        }
        this.written.push(...input.trim().split('\n'))
        return ''
      },
    })
  }

  async sync(...changes: ServiceChange[]): Promise<{ isFull: boolean; lines: string[] }> {
    this.written.length = 0
    const { isFull } = await this.backend.sync(changes, topology)
    return { isFull, lines: [...this.written] }
  }
}

const web = '-t 172.30.0.41:80'
const connections = (active: number): string =>
  `TCP  172.30.0.41:80 rr\n  -> 10.0.0.1:80    Masq    0      ${active}          0\n`

describe('IpvsBackend', () => {
  it('writes for a change what the change is, however many services there are', async () => {
    const node = new FakeNode()
    const others = Array.from({ length: 200 }, (_, index) =>
      change([one], { service: `other${index}`, clusterIp: `172.30.1.${index}` }),
    )
    expect((await node.sync(change([one]), ...others)).isFull).toBe(true)
    expect(await node.sync(change([one, two]))).toEqual({
      isFull: false,
      lines: [`-a ${web} -r 10.0.0.2:80 -m -w 1`],
    })
    expect(await node.sync(change([one, two]))).toEqual({ isFull: false, lines: [] })
    expect((await node.sync(change([one, two], { affinitySeconds: 60 }))).lines).toEqual([
      `-E ${web} -s rr -p 60`,
    ])
    expect((await node.sync({ key: 'ns1/svc1', entries: [] })).lines).toEqual([
      ...['del KUBE-CLUSTER-IP 172.30.0.41,tcp:80', 'del KUBE-IPVS-IPS 172.30.0.41'],
      ...['address delete 172.30.0.41/32 dev kube-ipvs0', `-D ${web}`],
    ])
  })

  it('writes the chains only once, and only the one that names addresses again', async () => {
    const node = new FakeNode()
    const first = await node.sync(change([one]))
    expect(first.lines.filter((line) => line === 'COMMIT')).toHaveLength(2)
    const barred = { loadBalancerIps: ['5.6.7.8'], sourceRanges: ['203.0.113.0/25'] }
    const { lines } = await node.sync(change([one], barred))
    expect(lines.filter((line) => line.startsWith(':'))).toEqual([':KUBE-IPVS-OUT-FILTER - [0:0]'])
  })

  it('lets connections end before a real server goes, and looks again every minute', async () => {
    const node = new FakeNode()
    await node.sync(change([one, two]))
    node.answers[`ipvsadm -Ln ${web}`] = connections(1)
    expect((await node.sync(change([two]))).lines).toEqual([`-e ${web} -r 10.0.0.1:80 -m -w 0`])
    node.written.length = 0
    await node.clock.advance(60_000)
    await node.sync()
    expect(node.written).toEqual([])
    node.answers[`ipvsadm -Ln ${web}`] = connections(0)
    await node.clock.advance(60_000)
    await node.backend.stop()
    expect(node.written).toEqual([`-d ${web} -r 10.0.0.1:80`])
  })

  it('takes a real server back that drains', async () => {
    const node = new FakeNode()
    await node.sync(change([one, two]))
    node.answers[`ipvsadm -Ln ${web}`] = connections(3)
    await node.sync(change([two]))
    expect((await node.sync(change([one, two]))).lines).toEqual([`-e ${web} -r 10.0.0.1:80 -m -w 1`])
    await node.clock.advance(60_000)
    await node.backend.stop()
    expect(node.written.filter((line) => line.startsWith('-d'))).toEqual([])
  })

  it('compares with the kernel at first: what is there stays, what is not wanted goes but for excluded networks', async () => {
    const node = new FakeNode(['10.99.0.0/16'])
    node.answers = {
      'ipvsadm -Sn': [
        ...[`-A ${web} -s wrr`, `-a ${web} -r 10.0.0.1:80 -m -w 1`, `-a ${web} -r 10.0.0.9:80 -m -w 0`],
        ...['-A -t 10.99.0.1:80 -s rr', '-A -t 172.30.0.99:80 -s rr', '-A -t [fd00::1]:80 -s rr'],
      ].join('\n'),
      'ip -json address': JSON.stringify([
        { ifname: 'eth0', addr_info: [{ family: 'inet', local: '1.2.3.4', scope: 'global' }] },
        {
          ifname: 'kube-ipvs0',
          addr_info: ['172.30.0.41', '172.30.0.99', '10.99.0.1'].map((local) => ({ family: 'inet', local })),
        },
      ]),
      'ipset save':
        'create KUBE-CLUSTER-IP hash:ip,port\nadd KUBE-CLUSTER-IP 172.30.0.99,tcp:80\nadd FOREIGN 1.1.1.1',
    }
    node.answers[`ipvsadm -Ln ${web}`] = connections(0)
    const { lines } = await node.sync(change([one], { externalIps: ['1.2.3.4'] }))
    const own = lines.filter((line) => !/^(create|:|-A KUBE|-I|\*|COMMIT)/.test(line))
    expect(own).toEqual([
      ...[`-E ${web} -s rr`, '-A -t 1.2.3.4:80 -s rr', '-a -t 1.2.3.4:80 -r 10.0.0.1:80 -m -w 1'],
      ...['del KUBE-CLUSTER-IP 172.30.0.99,tcp:80', 'add KUBE-CLUSTER-IP 172.30.0.41,tcp:80'],
      ...['add KUBE-EXTERNAL-IP 1.2.3.4,tcp:80', 'add KUBE-IPVS-IPS 172.30.0.41'],
      ...['address delete 172.30.0.99/32 dev kube-ipvs0', '-D -t 172.30.0.99:80'],
      `-d ${web} -r 10.0.0.9:80`,
    ])
  })

  it('compares all again after a write that is refused', async () => {
    const node = new FakeNode()
    await node.sync(change([one]))
    node.fails = '10.0.0.2'
    const { isFull, lines } = await node.sync(change([one, two]))
    expect(isFull).toBe(true)
    expect(lines).toContain(`-a ${web} -r 10.0.0.2:80 -m -w 1`)
  })

  it('lets the first of two services keep an address that both claim', async () => {
    const node = new FakeNode()
    const shared = { externalIps: ['1.2.3.4'] }
    await node.sync(change([one], shared))
    const { lines } = await node.sync(change([two], { ...shared, service: 'svc2', clusterIp: '172.30.0.42' }))
    expect(lines.filter((line) => line.includes('1.2.3.4'))).toEqual([])
    const after = await node.sync({ key: 'ns1/svc1', entries: [] })
    expect(after.lines.filter((line) => line.includes('1.2.3.4'))).toEqual([
      ...['-a -t 1.2.3.4:80 -r 10.0.0.2:80 -m -w 1', '-e -t 1.2.3.4:80 -r 10.0.0.1:80 -m -w 0'],
      '-d -t 1.2.3.4:80 -r 10.0.0.1:80',
    ])
  })
})
