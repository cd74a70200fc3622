import { silentLogger } from '@knarr/component'
import { type RunCommand, runCommand } from '@knarr/linux'
import { describeWithNamespaces } from '@knarr/linux/testing'
import { systemClock } from '@knarr/machinery'
import { IpvsBackend } from '@knarr/proxy'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { guestProblem, guestTools } from './support/ipvs-guest/guest.ts'

const title = "the sets and chains of IPVS mode, in this machine's own kernel"
const namespace = `knarr-ipvs-${process.pid}`
const topology = { nodeName: 'node', zone: '' }

/** The machine's kernel may lack ip_vs and dummy interfaces: a bridge holds the addresses, and nothing is served. */
const run: RunCommand = async (argv, { input } = {}) => {
  if (argv.includes('ipvsadm') || argv.includes('sh')) return ''
  const command = argv.map((word) => (word === 'dummy' ? 'bridge' : word))
  return await runCommand(command, {
    env: { ...(process.env as Record<string, string>), ...guestTools() },
    ...(input === undefined ? {} : { input }),
  })
}

const enter = (command: readonly string[]): string[] => ['ip', 'netns', 'exec', namespace, ...command]

describeWithNamespaces(
  title,
  () => {
    beforeAll(async () => {
      await runCommand(['ip', 'netns', 'add', namespace])
    })
    afterAll(async () => {
      await runCommand(['ip', 'netns', 'delete', namespace])
    })

    it.each([
      ['IPv4', 'iptables', '10.96.0.1', '10.244.0.2'],
      ['IPv6', 'ip6tables', 'fd00:96::1', 'fd00:10::2'],
    ] as const)(
      'are the same after changes as when written whole, and go: %s',
      async (family, iptables, ip, pod) => {
        const cidr = family === 'IPv4' ? '10.244.0.0/16' : 'fd00:10::/64'
        const backend = new IpvsBackend({
          ...{ family, localCidrs: [cidr], nodePortAddresses: [], nodeIp: pod, masqueradeAll: false },
          ...{ masqueradeMark: 0x4000, clock: systemClock, logger: silentLogger, run, enter },
        })
        const state = async (): Promise<string[]> => {
          const addresses = await run(enter(['ip', '-oneline', 'address']))
          const sets = await run(enter(['ipset', 'save']))
          const rules = await run(enter([`${iptables}-save`]))
          const lines = [addresses, sets, rules].join('\n').split('\n')
          return lines.filter((line) => /^(add|-A) |kube-ipvs0/.test(line)).sort()
        }
        const service = (
          port: number,
          sourceRanges: readonly string[],
        ): Parameters<IpvsBackend['sync']>[0] => [
          {
            key: 'default/web',
            entries: [
              {
                servicePort: {
                  ...{
                    namespace: 'default',
                    service: 'web',
                    portName: '',
                    protocol: 'TCP',
                    clusterIp: ip,
                    port,
                  },
                  ...{
                    nodePort: 30080,
                    externalIps: [],
                    loadBalancerIps: [ip],
                    sourceRanges,
                    annotations: {},
                  },
                  ...{ affinitySeconds: undefined, internalPolicyLocal: false, externalPolicyLocal: true },
                  healthCheckNodePort: 32000,
                },
                endpoints: [
                  {
                    ...{ ip: pod, port: 8080, ready: true, serving: true, terminating: false, isLocal: true },
                    ...{ zoneHints: [], nodeHints: [] },
                  },
                ],
              },
            ],
          },
        ]
        const before = await state()
        await runCommand(enter([iptables, '-N', 'FOREIGN']))
        const steps = [service(80, []), service(81, [cidr])]
        for (const [index, changes] of steps.entries()) {
          expect(await backend.sync(changes, topology)).toEqual({ isFull: index === 0 })
          const incremental = await state()
          backend.invalidate()
          await backend.sync([], topology)
          expect(await state()).toEqual(incremental)
          expect(incremental.length).toBeGreaterThan(40)
        }
        await backend.cleanup()
        expect(await state()).toEqual(before)
        expect(await run(enter([`${iptables}-save`]))).toContain(':FOREIGN ')
        await backend.stop()
      },
    )
  },
  guestProblem(),
)
