import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { silentLogger } from '@knarr/component'
import { CommandError, type NodeNamespaces, openNodeNamespaces, runCommand } from '@knarr/linux'
import { describeWithNamespaces } from '@knarr/linux/testing'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceChange } from '../changes/change-tracker.ts'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import { IptablesBackend } from './iptables-backend.ts'

const topology = { nodeName: 'here', zone: '' }
const change = (endpoints: Endpoint[], port: Partial<ServicePort> = {}): ServiceChange => ({
  key: `ns1/${port.service ?? 'svc1'}`,
  entries: [{ servicePort: servicePort(port), endpoints }],
})
const other = { service: 'svc2', clusterIp: '172.30.0.42' }

describe('IptablesBackend', () => {
  it('writes the chains of what changed, and everything where something is missing or after an error', async () => {
    const inputs: string[] = []
    let refused = 0
    let saved = ''
    const clock = new VirtualClock()
    const backend = new IptablesBackend({
      ...{ ...cidrOptions, hasLocalhostNodePorts: false, clock, logger: silentLogger },
      enter: (command) => [...command],
      run: async (argv, { input = '' } = {}) => {
        if (argv[0] === 'iptables-save') return saved
        inputs.push(input)
        if (refused-- > 0) throw new CommandError(argv, 1, 'iptables-restore: line 3 failed')
        return ''
      },
    })
    const sync = (ip: string): Promise<{ isFull: boolean }> =>
      backend.sync([change([endpoint(ip)])], topology)
    expect(await backend.sync([change([endpoint('10.0.0.9')], other)], topology)).toEqual({ isFull: true })
    expect(inputs.pop()).toContain('-I OUTPUT -m comment --comment "kubernetes service portals"')
    expect(await sync('10.0.0.1')).toEqual({ isFull: false })
    const partial = inputs.pop()
    expect(partial).toContain('-d 172.30.0.42 --dport 80 -j')
    expect(partial).toContain('--to-destination 10.0.0.1:80')
    expect(partial).not.toContain('--to-destination 10.0.0.9:80')
    await sync('10.0.0.2')
    expect(inputs.pop()?.match(/^-X KUBE-SEP-\S+$/gm)).toHaveLength(1)
    refused = 1
    await expect(sync('10.0.0.3')).rejects.toThrow('line 3 failed')
    expect(await backend.sync([], topology)).toEqual({ isFull: true })
    expect(inputs.pop()).toContain('--to-destination 10.0.0.9:80')
    backend.invalidate()
    saved = '*nat\n:KUBE-SERVICES - [0:0]\n:KUBE-SVC-OLD - [0:0]\n:OTHER - [0:0]\nCOMMIT\n'
    expect(await backend.sync([], topology)).toEqual({ isFull: true })
    expect(inputs.pop()?.match(/^-X .*$/gm)).toEqual(['-X KUBE-SVC-OLD'])
    await clock.advance(3_600_000)
    expect(await backend.sync([], topology)).toEqual({ isFull: true })
  })
})

describeWithNamespaces('the chains in the kernel', () => {
  let stateDirectory: string
  let node: NodeNamespaces

  beforeEach(async () => {
    stateDirectory = mkdtempSync(`${tmpdir()}/knarr-proxy-`)
    node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
  })
  afterEach(async () => {
    await node.close()
    rmSync(stateDirectory, { recursive: true })
  })

  const backendOf = (): IptablesBackend =>
    new IptablesBackend({
      ...{ ...cidrOptions, nodePortAddresses: ['0.0.0.0/0'], hasLocalhostNodePorts: true },
      ...{ clock: new VirtualClock(), logger: silentLogger, run: runCommand, enter: node.enter },
    })
  const save = async (): Promise<string[]> =>
    (await runCommand(node.enter(['iptables-save'])))
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.replace(/ \[\d+:\d+\]$/, ''))
      .sort()

  it('are the same after each change as when they are written whole, and go without a trace', async () => {
    const backend = backendOf()
    const here = endpoint('10.0.0.3', { isLocal: true })
    const everything = {
      ...{ nodePort: 30080, loadBalancerIps: ['5.6.7.8'], externalIps: ['1.2.3.4'] },
      ...{ affinitySeconds: 60, sourceRanges: ['203.0.113.0/25'], externalPolicyLocal: true },
    }
    const steps: ServiceChange[][] = [
      [change([endpoint('10.0.0.1')]), change([here], other)],
      [change([endpoint('10.0.0.1'), here], everything)],
      [change([], everything)],
      [change([endpoint('10.0.0.2')], { protocol: 'UDP' })],
      [{ key: 'ns1/svc1', entries: [] }],
    ]
    const now = new Map<string, ServiceChange>()
    for (const [index, changes] of steps.entries()) {
      expect(await backend.sync(changes, topology)).toEqual({ isFull: index === 0 })
      const incremental = await save()
      for (const one of changes) now.set(one.key, one)
      await backendOf().sync([...now.values()], topology)
      expect(incremental).toEqual(await save())
      backend.invalidate()
      expect(await backend.sync([], topology)).toEqual({ isFull: false })
    }
    await runCommand(node.enter(['iptables', '-t', 'nat', '-F', 'PREROUTING']))
    backend.invalidate()
    expect(await backend.sync([], topology)).toEqual({ isFull: true })
    await backend.cleanup()
    const left = await save()
    // The kubelet's chain stays.
    expect(left.filter((line) => /KUBE-(?!FIREWALL)/.test(line))).toEqual([])
  })
})
