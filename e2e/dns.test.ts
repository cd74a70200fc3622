import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const run = promisify(execFile)
const bundle = new URL('../dist/knarr.js', import.meta.url).pathname

describe('cluster DNS', () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real containers need root')
    knarr = await KnarrProcess.start({ runtime: 'sandbox' })
    kubectl = kubectlFor(knarr.kubeconfig)
    await kubectl('apply', '-f', new URL('../examples/hello/', import.meta.url).pathname)
    await kubectl('rollout', 'status', 'deployment/hello', '--timeout=60s')
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  /** What the resolver of a pod's C library makes of a name, search path and all. */
  const lookup = async (name: string): Promise<string> => {
    const script = `require('dns').lookup('${name}', { all: true }, (e, all) => console.log(e ? e.code : all.map((a) => a.address).sort().join()))`
    return (await kubectl('exec', 'deploy/hello', '--', 'node', '-e', script)).trim()
  }
  const eventually = async (name: string, expected: string): Promise<void> => {
    await expect.poll(() => lookup(name), { timeout: 20_000, interval: 500 }).toBe(expected)
  }
  const clusterIp = async (service: string): Promise<string> =>
    await kubectl('get', 'service', service, '-o', 'jsonpath={.spec.clusterIP}')

  it('is the tenth address of the service network, which pods are told of', async () => {
    expect(
      await kubectl('get', 'service', 'kube-dns', '-n', 'kube-system', '-o', 'jsonpath={.spec.clusterIP}'),
    ).toBe('10.96.0.10')
    const script = "console.log(require('fs').readFileSync('/etc/resolv.conf', 'utf8'))"
    const text = await kubectl('exec', 'deploy/hello', '--', 'node', '-e', script)
    expect(text).toContain('nameserver 10.96.0.10')
    expect(text).toMatch(/^search default\.svc\.cluster\.local svc\.cluster\.local cluster\.local/m)
    expect(text).toContain('options ndots:5')
  })

  it('leads pods to services by short and long names', async () => {
    const kubernetes = await clusterIp('kubernetes')
    await eventually('kubernetes', kubernetes)
    await eventually('kubernetes.default.svc.cluster.local', kubernetes)
    await eventually('nowhere', 'ENOTFOUND')
  })

  it('leads to the pods of a headless service as they come and go', async () => {
    await kubectl('create', 'service', 'clusterip', 'headless', '--clusterip=None')
    await kubectl('set', 'selector', 'service/headless', 'app=hello')
    const ips = await kubectl('get', 'pods', '-l', 'app=hello', '-o', 'jsonpath={.items[*].status.podIP}')
    await eventually('headless', ips.split(' ').sort().join())
    await kubectl('delete', 'service', 'headless')
    await eventually('headless', 'ENOTFOUND')
  })

  it('counts what it answers, as its service shows through the API server', async () => {
    const service = '/api/v1/namespaces/kube-system/services/kube-dns:metrics'
    expect(await kubectl('get', '--raw', `${service}/proxy/metrics`)).toContain('coredns_dns_requests_total')
  })

  it('explains how a pod comes to an answer', async () => {
    const [pod = ''] = (
      await kubectl('get', 'pods', '-l', 'app=hello', '-o', 'jsonpath={.items[*].metadata.name}')
    ).split(' ')
    const { stdout } = await run(process.execPath, [
      ...[bundle, 'dns', 'explain', 'kubernetes.default', '--from', pod, '--kubeconfig', knarr.kubeconfig],
    ])
    expect(stdout.split('\n')).toEqual([
      'kubernetes.default: ndots:5, search default.svc.cluster.local. svc.cluster.local. cluster.local.',
      '1. kubernetes.default.default.svc.cluster.local.  NXDOMAIN  kubernetes: there is no service "default" in namespace "default"',
      '     through prometheus → errors → loadbalance → cache → kubernetes',
      '2. kubernetes.default.svc.cluster.local.  NOERROR  kubernetes: found',
      `     A ${await clusterIp('kubernetes')}`,
      '     through prometheus → errors → loadbalance → cache → kubernetes',
      '2 questions for each address family; autopath would spare 1.',
      '',
    ])
  })

  it('runs an edited Corefile at once, and keeps the last good one when an edit is wrong', async () => {
    const edit = async (change: (text: string) => string): Promise<void> => {
      const text = await kubectl(
        'get',
        'configmap',
        'coredns',
        '-n',
        'kube-system',
        '-o',
        'jsonpath={.data.Corefile}',
      )
      const patch = JSON.stringify({ data: { Corefile: change(text) } })
      await kubectl('patch', 'configmap', 'coredns', '-n', 'kube-system', '--type=merge', '-p', patch)
    }
    const hosts = 'hosts {\n 10.9.8.7 edited.example\n fallthrough\n }\n errors\n'
    await edit((text) => text.replace('errors\n', hosts))
    await eventually('edited.example', '10.9.8.7')
    await edit((text) => text.replace('errors\n', 'nonsense\n'))
    await expect
      .poll(() => kubectl('get', 'events', '-n', 'kube-system', '-o', 'jsonpath={.items[*].message}'), {
        timeout: 20_000,
      })
      .toContain("Unknown directive 'nonsense'")
    expect(await lookup('edited.example')).toBe('10.9.8.7')
  })
})
