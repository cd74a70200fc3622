import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { CommandError, type NodeNamespaces, openNodeNamespaces, runCommand } from '@knarr/linux'
import { describeWithNamespaces } from '@knarr/linux/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServiceChange } from '../changes/change-tracker.ts'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import { NftablesBackend } from './nftables-backend.ts'

const topology = { nodeName: 'here', zone: '' }
const change = (endpoints: Endpoint[], port: Partial<ServicePort> = {}): ServiceChange => ({
  key: `ns1/${port.service ?? 'svc1'}`,
  entries: [{ servicePort: servicePort(port), endpoints }],
})

describe('NftablesBackend', () => {
  it('writes the whole table at first and after an error, and else what changed', async () => {
    const inputs: string[] = []
    let refused = 0
    const backend = new NftablesBackend({
      ...cidrOptions,
      enter: (command) => [...command],
      run: async (argv, { input = '' } = {}) => {
        inputs.push(input)
        if (refused-- > 0) throw new CommandError(argv, 1, 'Error: No such file or directory')
        return ''
      },
    })
    const sync = (ip: string): Promise<{ isFull: boolean }> =>
      backend.sync([change([endpoint(ip)])], topology)
    expect(await sync('10.0.0.1')).toEqual({ isFull: true })
    expect(inputs.pop()).toContain('delete table ip kube-proxy')
    expect(await sync('10.0.0.2')).toEqual({ isFull: false })
    expect(inputs.pop()?.split('\n')).toHaveLength(3)
    refused = 1
    expect(await sync('10.0.0.3')).toEqual({ isFull: true })
    expect(inputs.pop()).toContain('10.0.0.3 . 80')
    refused = 2
    await expect(sync('10.0.0.4')).rejects.toThrow('No such file')
    expect(await backend.sync([], topology)).toEqual({ isFull: true })
    expect(inputs.pop()).toContain('10.0.0.4 . 80')
  })
})

describeWithNamespaces('the table in the kernel', () => {
  let stateDirectory: string
  let node: NodeNamespaces
  beforeEach(async () => {
    stateDirectory = mkdtempSync(`${tmpdir()}/knarr-proxy-`)
    node = await openNodeNamespaces({ name: 'here', index: 0, stateDirectory })
  })
  afterEach(async () => {
    await node.close()
    rmSync(stateDirectory, { recursive: true })
  })

  it('is the same after each change as when it is written whole', async () => {
    const backend = new NftablesBackend({ ...cidrOptions, run: runCommand, enter: node.enter })
    const list = (): Promise<string> => runCommand(node.enter(['nft', 'list', 'table', 'ip', 'kube-proxy']))
    const here = endpoint('10.0.0.3', { isLocal: true })
    const everything = {
      ...{ affinitySeconds: 60, nodePort: 30080, loadBalancerIps: ['5.6.7.8'], externalIps: ['1.2.3.4'] },
      ...{ sourceRanges: ['203.0.113.0/25'], externalPolicyLocal: true },
    }
    const steps: ServiceChange[][] = [
      [change([endpoint('10.0.0.1')]), change([here], { service: 'svc2', clusterIp: '172.30.0.42' })],
      [change([endpoint('10.0.0.1'), here], everything)],
      [change([endpoint('10.0.0.1'), here], { ...everything, affinitySeconds: 90 })],
      [change([], everything)],
      [change([endpoint('10.0.0.2')], { protocol: 'UDP' })],
      [{ key: 'ns1/svc1', entries: [] }],
    ]
    for (const [index, changes] of steps.entries()) {
      expect(await backend.sync(changes, topology)).toEqual({ isFull: index === 0 })
      const incremental = await list()
      backend.invalidate()
      await backend.sync([], topology)
      expect(linesOf(incremental)).toEqual(linesOf(await list()))
    }
    await backend.cleanup()
    expect(await runCommand(node.enter(['nft', 'list', 'ruleset']))).toBe('')
  })

  it('is accepted for IPv6 too', async () => {
    const options = {
      ...cidrOptions,
      ...({ family: 'IPv6', localCidrs: ['fd00:10::/64'], nodePortAddresses: ['fd00::2'] } as const),
      ...{ nodeIp: 'fd00::2', serviceCidrs: ['fd00:96::/108'] },
    }
    const backend = new NftablesBackend({ ...options, run: runCommand, enter: node.enter })
    const port = {
      ...{
        clusterIp: 'fd00:96::1',
        nodePort: 30080,
        loadBalancerIps: ['fd00:1::1'],
        externalPolicyLocal: true,
      },
      sourceRanges: ['fd00::/16'],
    }
    const here = endpoint('fd00:10::3', { isLocal: true })
    await backend.sync([change([here], { ...port, service: 'svc2' })], topology)
    await backend.sync([change([here], { ...port, service: 'svc2', affinitySeconds: 60 })], topology)
    const listing = await runCommand(node.enter(['nft', 'list', 'table', 'ip6', 'kube-proxy']))
    expect(listing).toContain('meta l4proto tcp dnat to [fd00:10::3]:80')
    await backend.cleanup()
  })
})

/** The kernel lists chains and elements in the order in which they were made. */
function linesOf(listing: string): string[] {
  return listing
    .replaceAll(/elements = \{([^}]*)\}/g, (_, elements: string) => elements.replaceAll(',', '\n'))
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .sort()
}
