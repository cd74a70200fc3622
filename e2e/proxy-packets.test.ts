import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describeWithNamespaces } from '@knarr/linux/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'
import { ProxyNetwork } from './support/proxy-network/proxy-network.ts'
import { stopProcess } from './support/stop-process.ts'

const run = promisify(execFile)
const bundle = new URL('../dist/knarr.js', import.meta.url).pathname

const service = (name: string, last: number, spec: string): string => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  ipFamilyPolicy: RequireDualStack
  clusterIPs: [10.96.97.${last}, "fd00:96::${last}"]
  ${spec}
`
const slice = (
  name: string,
  type: string,
  addresses: readonly string[],
): string => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-${type.toLowerCase()}, labels: { kubernetes.io/service-name: ${name} } }
addressType: ${type}
ports: [{ name: tcp, port: 8080 }, { name: udp, port: 8080, protocol: UDP }]
endpoints: [${addresses.map((ip) => `{ addresses: ["${ip}"], nodeName: worker }`).join(', ')}]
`
const endpoints = (name: string, pods: readonly number[]): string =>
  [
    slice(
      ...([name, 'IPv4'] as const),
      pods.map((pod) => `10.250.${pod}.2`),
    ),
    slice(
      ...([name, 'IPv6'] as const),
      pods.map((pod) => `fd99:a${pod}::2`),
    ),
  ].join('---\n')

const both = 'ports: [{ name: tcp, port: 80 }, { name: udp, port: 80, protocol: UDP }]'
const manifest = [
  service('echo', 50, both),
  endpoints('echo', [1, 2]),
  service('faithful', 51, `sessionAffinity: ClientIP\n  ${both}`),
  endpoints('faithful', [1, 2]),
  service('nobody', 52, both),
  service('out', 53, 'type: NodePort\n  ports: [{ name: tcp, port: 80, nodePort: 31080 }]'),
  endpoints('out', [1, 2]),
  service(
    ...(['near', 54] as const),
    'type: NodePort\n  externalTrafficPolicy: Local\n  ports: [{ name: tcp, port: 80, nodePort: 31081 }]',
  ),
  endpoints('near', [1, 2]),
].join('---\n')

const kinds = (answers: readonly string[]): string[] => [...new Set(answers)].sort()

describeWithNamespaces('packets through knarr proxy', () => {
  const network = new ProxyNetwork()
  let knarr: KnarrProcess
  let kubectl: Kubectl

  const apply = async (text: string): Promise<void> => {
    const { code, stderr } = await kubectl.result(['apply', '-f', '-'], { stdin: text })
    if (code !== 0) throw new Error(stderr)
  }

  beforeAll(async () => {
    await network.start()
    knarr = await KnarrProcess.start({
      ...{ runtime: 'none', nodes: 0 },
      args: [`--https-address=${network.hostIp}`, '--service-cluster-ip-range=10.96.0.0/16,fd00:96::/112'],
    })
    // The certificate does not name that address.
    const text = readFileSync(knarr.kubeconfig, 'utf8')
    writeFileSync(knarr.kubeconfig, text.replace(/^( *)server: .*$/m, '$&\n$1tls-server-name: localhost'))
    kubectl = kubectlFor(knarr.kubeconfig)
    await apply('apiVersion: v1\nkind: Node\nmetadata: { name: worker }\n')
    const addresses = ['10.199.1.1', 'fd99:1::1'].map((address) => ({ type: 'InternalIP', address }))
    const patch = JSON.stringify({ status: { addresses } })
    await kubectl('patch', 'node', 'worker', '--subresource=status', '--type=merge', '-p', patch)
  })
  afterAll(async () => {
    await knarr?.destroy()
    await network.stop()
  })

  describe.each(['nftables', 'iptables'])('in %s mode', { timeout: 60_000 }, (mode) => {
    let proxy: ChildProcess

    beforeAll(async () => {
      await apply(manifest)
      const options = ['--hostname-override=worker', '--cluster-cidr=10.250.0.0/16,fd99:a0::/27']
      const command = [process.execPath, bundle, 'proxy', '--kubeconfig', knarr.kubeconfig, ...options]
      const [file, ...args] = network.enter('node', [...command, `--proxy-mode=${mode}`])
      proxy = spawn(file as string, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    })
    afterAll(async () => {
      if (proxy) await stopProcess(proxy)
    })

    it('reach both pods before long, by the rules of this mode alone', async () => {
      const answers = async (): Promise<unknown> =>
        kinds((await network.ask('outside', 'http', '10.96.97.50:80', 8)).map((answer) => answer.slice(0, 4)))
      await expect.poll(answers, { timeout: 30_000 }).toEqual(['pod1', 'pod2'])
      const [file, ...args] = network.enter('node', ['nft', 'list', 'tables'])
      const tables = (await run(file as string, args)).stdout
      expect(tables.includes('ip kube-proxy')).toBe(mode === 'nftables')
    })

    describe.each([
      {
        family: 'IPv4',
        ip: (last: number): string => `10.96.97.${last}`,
        pod1: '10.250.1.2',
        at: '10.199.1',
      },
      {
        family: 'IPv6',
        ip: (last: number): string => `[fd00:96::${last}]`,
        pod1: 'fd99:a1::2',
        at: 'fd99:1:',
      },
    ])('over $family', ({ family, ip, pod1, at }) => {
      const outside = family === 'IPv4' ? `${at}.2` : `${at}:2`
      const node = family === 'IPv4' ? `${at}.1` : `${at}:1`
      const gateway = (pod: number): string => (family === 'IPv4' ? `10.250.${pod}.1` : `fd99:a${pod}::1`)

      it.each(['http', 'udp'] as const)(
        'reach every pod of a service, one of them being the client: %s',
        async (protocol) => {
          const answers = await network.ask('pod1', protocol, `${ip(50)}:80`, 24)
          expect(kinds(answers)).toEqual([`pod1 ${gateway(1)}`, `pod2 ${pod1}`])
        },
      )

      it('come from the node where the client is outside of the pods', async () => {
        expect(kinds(await network.ask('outside', 'http', `${ip(50)}:80`, 24))).toEqual([
          `pod1 ${gateway(1)}`,
          `pod2 ${gateway(2)}`,
        ])
      })

      it('stay with their pod under session affinity', async () => {
        expect(kinds(await network.ask('outside', 'http', `${ip(51)}:80`))).toHaveLength(1)
      })

      it('are refused where nobody serves, and where a service has no such port', async () => {
        expect(await network.ask('pod1', 'http', `${ip(52)}:80`, 1)).toEqual(['ECONNREFUSED'])
        // In iptables mode such a packet goes on like any other.
        if (mode === 'nftables')
          expect(await network.ask('pod2', 'http', `${ip(50)}:81`, 1)).toEqual(['ECONNREFUSED'])
      })

      it("keep the client's address at a node port whose policy is Local, and lose it else", async () => {
        const target = family === 'IPv4' ? node : `[${node}]`
        expect(kinds(await network.ask('outside', 'http', `${target}:31080`, 24))).toEqual([
          `pod1 ${gateway(1)}`,
          `pod2 ${gateway(2)}`,
        ])
        expect(kinds(await network.ask('outside', 'http', `${target}:31081`, 24))).toEqual([
          `pod1 ${outside}`,
          `pod2 ${outside}`,
        ])
        expect(kinds(await network.ask('node', 'http', `${target}:31080`, 24))).toHaveLength(2)
      })
    })

    it('go on over a thousand connections while the endpoints roll', async () => {
      const held = await network.hold('outside', '10.96.97.50:80', 1_000)
      const before = await held.ask()
      expect(kinds(before)).toEqual(['pod1 10.250.1.1', 'pod2 10.250.2.1'])
      for (const pods of [[2], [], [1]]) await apply(endpoints('echo', pods))
      const fresh = async (): Promise<string[]> =>
        kinds(await network.ask('outside', 'http', '10.96.97.50:80'))
      await expect.poll(fresh).toEqual(['pod1 10.250.1.1'])
      expect(await held.ask()).toEqual(before)
      await held.end()
    })

    it('of UDP follow the endpoints at once', async () => {
      await apply(endpoints('faithful', [2]))
      const answers = async (): Promise<string[]> =>
        kinds(await network.ask('outside', 'udp', '10.96.97.51:80'))
      await expect.poll(answers).toEqual(['pod2 10.250.2.1'])
    })
  })
})
