import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess, runKnarr } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'
import { stopProcess } from './support/stop-process.ts'

const bundle = new URL('../dist/knarr.js', import.meta.url).pathname
const nobody = 65_534
const [healthzPort, metricsPort] = [21_256, 21_249]

/** An address that endpoints may have: not one of the loopback. */
const machineIp = Object.values(networkInterfaces())
  .flat()
  .find((found) => found && !found.internal && found.family === 'IPv4')?.address

const manifest = (port: number): string => `apiVersion: v1
kind: Service
metadata: { name: echo }
spec:
  type: NodePort
  clusterIP: 10.96.31.41
  ports: [{ port: 8080, nodePort: 31841 }]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: echo-1, labels: { kubernetes.io/service-name: echo } }
addressType: IPv4
ports: [{ port: ${port} }]
endpoints: [{ addresses: [${machineIp}] }]
`

describe('knarr proxy in userspace mode, for a user who is not root', { timeout: 60_000 }, () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  let proxy: ChildProcess
  let server: Server
  let directory: string
  let output = ''

  // A connection outlives its endpoint: each question has one of its own.
  const get = (url: string): Promise<Response> => fetch(url, { headers: { connection: 'close' } })
  const answerOf = async (url: string): Promise<string> => (await get(url)).text()

  beforeAll(async () => {
    knarr = await KnarrProcess.start({ runtime: 'none' })
    kubectl = kubectlFor(knarr.kubeconfig)
    server = createServer((_, response) => void response.end('echo')).listen(0, '0.0.0.0')
    await once(server, 'listening')
    await kubectl.result(['apply', '-f', '-'], { stdin: manifest((server.address() as AddressInfo).port) })
    directory = mkdtempSync(join(tmpdir(), 'knarr-proxy-'))
    const kubeconfig = join(directory, 'kubeconfig')
    // What it says of the server's address is replaced by --master.
    const text = readFileSync(knarr.kubeconfig, 'utf8')
    const [, master = ''] = /server: (.*)/.exec(text) ?? []
    writeFileSync(kubeconfig, text.replace(/server: .*/, 'server: https://127.0.0.1:9'))
    chmodSync(directory, 0o755)
    chmodSync(kubeconfig, 0o644)
    const args = [
      ...['proxy', '--kubeconfig', kubeconfig, '--proxy-mode=userspace', `--bind-address=${machineIp}`],
      ...[
        `--master=${master}`,
        '--hostname-override=knarr-1',
        `--healthz-bind-address=${machineIp}:${healthzPort}`,
      ],
      ...[`--metrics-bind-address=127.0.0.1:${metricsPort}`],
    ]
    const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
    proxy = spawn(process.execPath, [bundle, ...args], { stdio: 'pipe', ...user })
    for (const stream of [proxy.stdout, proxy.stderr])
      stream?.on('data', (data: Buffer) => {
        output += data
      })
  })
  afterAll(async () => {
    if (proxy) await stopProcess(proxy)
    server?.close()
    await knarr?.destroy()
    rmSync(directory, { recursive: true, force: true })
  })

  it('makes a service of the cluster answer at the loopback, and at its node port', async () => {
    await expect.poll(() => answerOf('http://127.96.31.41:8080/').catch(() => output)).toBe('echo')
    expect(await answerOf(`http://${machineIp}:31841/`)).toBe('echo')
  })

  it('can be asked beforehand what it would do, and what comes of a connection', async () => {
    const cluster = ['--kubeconfig', knarr.kubeconfig, `--bind-address=${machineIp}`]
    expect(await runKnarr('proxy', 'plan', ...cluster)).toContain(
      'add element ip kube-proxy cluster-ips { 10.96.31.41 }',
    )
    const asked = ['--src=10.244.0.7', '--dst=10.96.31.41:8080']
    const told = await runKnarr('proxy', 'trace', ...cluster, ...asked)
    expect(told).toContain('10.96.31.41 is a cluster IP of service port default/echo')
    expect(told).toContain(`=> ${machineIp}:`)
  })

  it('writes down what its flags come to, and takes that as its configuration', async () => {
    const file = join(directory, 'written.yaml')
    await runKnarr(
      'proxy',
      '--proxy-mode=iptables',
      '--cluster-cidr=10.9.0.0/16',
      `--write-config-to=${file}`,
    )
    expect(readFileSync(file, 'utf8')).toContain('clusterCIDR: 10.9.0.0/16\n')
    const cluster = ['--kubeconfig', knarr.kubeconfig, `--bind-address=${machineIp}`]
    const written = readFileSync(file, 'utf8')
      .replace('kubeconfig: ""', `kubeconfig: ${knarr.kubeconfig}`)
      .replace('bindAddress: 0.0.0.0', `bindAddress: ${machineIp}`)
    writeFileSync(file, written)
    const flags = ['--proxy-mode=iptables', '--cluster-cidr=10.9.0.0/16']
    expect(await runKnarr('proxy', 'plan', `--config=${file}`)).toBe(
      await runKnarr('proxy', 'plan', ...cluster, ...flags),
    )
  })

  it('tells of itself', async () => {
    expect(await answerOf(`http://127.0.0.1:${metricsPort}/proxyMode`)).toBe('userspace')
    const { 'kubeproxy.config.k8s.io': configuration } = JSON.parse(
      await answerOf(`http://127.0.0.1:${metricsPort}/configz`),
    )
    expect(configuration).toMatchObject({ kind: 'KubeProxyConfiguration', mode: 'userspace' })
    expect(await answerOf(`http://${machineIp}:${healthzPort}/livez`)).toContain('"healthy":true')
    const metrics = await answerOf(`http://127.0.0.1:${metricsPort}/metrics`)
    expect(metrics).toMatch(/kubeproxy_sync_proxy_rules_duration_seconds_count\{ip_family="IPv4"\} [1-9]/)
  })

  it('refuses where no endpoint is left, and answers no more once it ended', async () => {
    await kubectl('delete', 'endpointslice', 'echo-1')
    const failure = (url: string): Promise<string> =>
      get(url).then(
        () => 'answered',
        ({ cause }: Error) => (cause as NodeJS.ErrnoException).code ?? '',
      )
    await expect.poll(() => failure('http://127.96.31.41:8080/')).toBe('ECONNREFUSED')
    expect(await stopProcess(proxy)).toBe(0)
    expect(await failure(`http://127.0.0.1:${metricsPort}/proxyMode`)).toBe('ECONNREFUSED')
  })
})
