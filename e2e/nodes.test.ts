import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const daemon = (node: string): string => `apiVersion: v1
kind: Pod
metadata: { name: on-${node}, labels: { app: mesh } }
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 1
  containers:
    - name: hello
      image: knarr/hello:latest
      imagePullPolicy: IfNotPresent
      readinessProbe: { httpGet: { path: /healthz, port: 8080 }, periodSeconds: 1 }
`
const nodeNames = ['knarr-1', 'knarr-2', 'knarr-3']

describe('three nodes on one machine', () => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real nodes need root')
    knarr = await KnarrProcess.start({ runtime: 'sandbox', nodes: 3 })
    kubectl = kubectlFor(knarr.kubeconfig)
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  it('are all Ready with addresses and pod ranges of their own', async () => {
    const read = async (path: string): Promise<Set<string>> =>
      new Set((await kubectl('get', 'nodes', '-o', `jsonpath={.items[*].${path}}`)).split(' '))
    expect(await read('metadata.name')).toEqual(new Set(nodeNames))
    expect((await read('status.addresses[0].address')).size).toBe(3)
    expect((await read('spec.podCIDR')).size).toBe(3)
    await kubectl('wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=10s')
  })

  it('run pods that reach each other', async () => {
    const manifest = nodeNames.map(daemon).join('---\n')
    expect((await kubectl.result(['apply', '-f', '-'], { stdin: manifest })).code).toBe(0)
    await kubectl('wait', '--for=condition=Ready', 'pods', '-l', 'app=mesh', '--timeout=60s')
    const ips = (
      await kubectl('get', 'pods', '-l', 'app=mesh', '-o', 'jsonpath={.items[*].status.podIP}')
    ).split(' ')
    expect(new Set(ips).size).toBe(3)
    for (const name of nodeNames) {
      for (const ip of ips) {
        const script = `fetch('http://${ip}:8080/').then((r) => process.exit(r.ok ? 0 : 1))`
        await kubectl('exec', `on-${name}`, '--', 'node', '-e', script)
      }
    }
  })
})
