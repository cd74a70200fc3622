import { toolsImage } from '@knarr/linux/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'
import { Registry } from './support/registry.ts'

const tools = ['/usr/bin/dig', '/usr/bin/host', '/usr/bin/drill']
const service = 'headless.default.svc.cluster.local'

const workload = (image: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: headless }
spec:
  replicas: 4
  selector: { matchLabels: { app: headless } }
  template:
    metadata: { labels: { app: headless } }
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{ name: sleep, image: ${image}, command: [sleep, "3600"] }]
---
apiVersion: v1
kind: Service
metadata: { name: headless }
spec:
  clusterIP: None
  selector: { app: headless }
  ports: [{ name: https, port: 443 }]
---
apiVersion: v1
kind: Pod
metadata: { name: dnstools }
spec:
  terminationGracePeriodSeconds: 0
  containers: [{ name: tools, image: ${image}, command: [sleep, "3600"] }]
`

/** What Kubernetes 1.11's CoreDNS showed of itself, from a pod with its tools. */
describe('cluster DNS as its deep dive tells it', () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  let registry: Registry
  let corefile: string

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real containers need root')
    knarr = await KnarrProcess.start({ runtime: 'sandbox' })
    kubectl = kubectlFor(knarr.kubeconfig)
    registry = await Registry.start('127.0.0.1:15001')
    const image = await registry.push(toolsImage('dnstools:latest', tools), 'infoblox/dnstools:1')
    const applied = await kubectl.result(['apply', '-f', '-'], { stdin: workload(image) })
    expect(applied).toMatchObject({ code: 0, stderr: '' })
    await kubectl('rollout', 'status', 'deployment/headless', '--timeout=60s')
    await kubectl('wait', '--for=condition=Ready', 'pod/dnstools', '--timeout=60s')
    corefile = await kubectl(
      'get',
      'configmap',
      'coredns',
      '-n',
      'kube-system',
      '-o',
      'jsonpath={.data.Corefile}',
    )
  })
  afterAll(async () => {
    await registry?.stop()
    await knarr?.destroy()
  })

  const tool = async (...command: string[]): Promise<string> => kubectl('exec', 'dnstools', '--', ...command)
  const edit = async (change: (text: string) => string): Promise<void> => {
    const patch = JSON.stringify({ data: { Corefile: change(corefile) } })
    await kubectl('patch', 'configmap', 'coredns', '-n', 'kube-system', '--type=merge', '-p', patch)
  }
  const targets = async (): Promise<string[]> => {
    const pattern =
      /^headless\.default\.svc\.cluster\.local has SRV record 0 25 443 (\S+)\.headless\.default\.svc\.cluster\.local\.$/
    const lines = (await tool('host', '-t', 'srv', 'headless')).trim().split('\n')
    return lines.map((line) => pattern.exec(line)?.[1] ?? line).sort()
  }
  const ofPods = async (path: string): Promise<string[]> =>
    (await kubectl('get', 'pods', '-l', 'app=headless', '-o', `jsonpath={.items[*].${path}}`))
      .split(' ')
      .sort()

  it('names endpoints by their addresses, for host and drill alike', async () => {
    const dashed = (await ofPods('status.podIP')).map((ip) => ip.replaceAll('.', '-')).sort()
    await expect.poll(targets, { timeout: 20_000 }).toEqual(dashed)
    const drilled = await tool('drill', service, 'SRV')
    for (const name of dashed) expect(drilled).toContain(`IN\tSRV\t0 25 443 ${name}.${service}.`)
  })

  it('names endpoints by their pods where endpoint_pod_names says so', async () => {
    await edit((text) => text.replace('pods insecure', 'pods insecure\n endpoint_pod_names'))
    const names = await ofPods('metadata.name')
    expect(names).toHaveLength(4)
    await expect.poll(targets, { timeout: 20_000 }).toEqual(names)
  })

  it('answers for any pod unless pods are verified, then for those there are', async () => {
    await edit((text) => text)
    const [ip = ''] = await ofPods('status.podIP')
    const short = async (name: string): Promise<string> => (await tool('dig', '+short', name)).trim()
    const forged = '1-2-3-4.default.pod.cluster.local'
    await expect.poll(() => short(forged), { timeout: 20_000 }).toBe('1.2.3.4')
    await edit((text) => text.replace('pods insecure', 'pods verified'))
    await expect.poll(() => tool('dig', forged), { timeout: 20_000 }).toContain('status: NXDOMAIN')
    expect(await short(`${ip.replaceAll('.', '-')}.default.pod.cluster.local`)).toBe(ip)
    expect(await tool('dig', `${ip.replaceAll('.', '-')}.kube-system.pod.cluster.local`)).toContain(
      'status: NXDOMAIN',
    )
  })

  it('walks the search path itself with autopath', async () => {
    const upstream = 'hosts {\n 10.9.8.7 infoblox.com\n fallthrough\n }'
    const questions = async (): Promise<string[]> => {
      const output = await tool(
        'dig',
        '+search',
        '+showsearch',
        '+noall',
        '+comments',
        '+question',
        'infoblox.com',
      )
      return [...output.matchAll(/status: (\w+)[\s\S]*?^;(\S+)\s+IN\s+A$/gm)].map(
        ([, status, name]) => `${name} -> ${status}`,
      )
    }
    await edit((text) => text.replace('errors\n', `errors\n ${upstream}\n`))
    await expect
      .poll(questions, { timeout: 20_000 })
      .toEqual([
        'infoblox.com.default.svc.cluster.local. -> NXDOMAIN',
        'infoblox.com.svc.cluster.local. -> NXDOMAIN',
        'infoblox.com.cluster.local. -> NXDOMAIN',
        'infoblox.com. -> NOERROR',
      ])
    await edit((text) =>
      text
        .replace('errors\n', `errors\n ${upstream}\n autopath @kubernetes\n`)
        .replace('pods insecure', 'pods verified'),
    )
    await expect
      .poll(questions, { timeout: 20_000 })
      .toEqual(['infoblox.com.default.svc.cluster.local. -> NOERROR'])
    expect((await tool('dig', '+search', '+short', 'infoblox.com')).trim().split('\n')).toEqual([
      'infoblox.com.',
      '10.9.8.7',
    ])
  })

  it('hands over the whole zone', async () => {
    await edit((text) => text.replace('errors\n', 'errors\n transfer cluster.local {\n to *\n }\n'))
    const transferred = (): Promise<string> => tool('dig', '+noall', '+answer', 'AXFR', 'cluster.local')
    await expect.poll(transferred, { timeout: 20_000 }).toContain(service)
    const zone = await transferred()
    expect(zone).toContain('kubernetes.default.svc.cluster.local.')
    for (const ip of await ofPods('status.podIP')) expect(zone).toMatch(new RegExp(`IN\\s+A\\s+${ip}$`, 'm'))
  })

  it('serves only the namespaces it is told to', async () => {
    await edit((text) => text.replace('pods insecure', 'pods insecure\n namespaces kube-system'))
    await expect.poll(() => tool('dig', service), { timeout: 20_000 }).toContain('status: NXDOMAIN')
    expect((await tool('dig', '+short', 'kube-dns.kube-system.svc.cluster.local')).trim()).toBe('10.96.0.10')
  })
})
