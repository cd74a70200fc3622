import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

/** Runs in a pod: asks the node's kubelet as metrics-server does, trusting the cluster's authority alone. */
const scrape = `
  const fs = require('fs')
  const https = require('https')
  const account = '/var/run/secrets/kubernetes.io/serviceaccount/'
  const ca = fs.readFileSync(account + 'ca.crt')
  const token = fs.readFileSync(account + 'token', 'utf8')
  const get = (path, headers) => new Promise((resolve, reject) => {
    const options = { host: process.env.NODE_IP, port: 10250, path, ca, headers }
    https.get(options, (answer) => {
      let text = ''
      answer.on('data', (chunk) => { text += chunk })
      answer.on('end', () => resolve(answer.statusCode + ' ' + text))
    }).on('error', reject)
  })
  const authorization = 'Bearer ' + token
  Promise.all([get('/metrics/resource', { authorization }), get('/pods', { authorization }), get('/pods', {})])
    .then((answers) => { console.log(JSON.stringify(answers)); setInterval(() => {}, 1000) })`

const scraper = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'scraper' } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'scraper' },
      rules: [{ apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'scraper' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'scraper' },
      subjects: [{ kind: 'ServiceAccount', name: 'scraper', namespace: 'default' }],
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'scraper' },
      spec: {
        serviceAccountName: 'scraper',
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'main',
            image: 'knarr/hello:latest',
            imagePullPolicy: 'IfNotPresent',
            command: ['node', '-e', scrape],
            env: [{ name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }],
          },
        ],
      },
    },
  ],
}

describe.each(['sandbox', 'containerd'] as const)('the kubelet’s port on %s', (runtime) => {
  let knarr: KnarrProcess
  let kubectl: Kubectl

  const raw = (path: string): Promise<string> => kubectl('get', '--raw', `/api/v1/nodes/${path}`)

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real nodes need root')
    knarr = await KnarrProcess.start({ runtime })
    kubectl = kubectlFor(knarr.kubeconfig)
    expect(await kubectl.result(['apply', '-f', '-'], { stdin: JSON.stringify(scraper) })).toMatchObject({
      code: 0,
    })
    await kubectl('wait', '--for=condition=Ready', 'pod/scraper', '--timeout=60s')
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  it('tells a pod what its role allows, under a certificate that the cluster’s authority signed', async () => {
    let log = ''
    for (let tries = 0; tries < 100 && log === ''; tries++) {
      log = await kubectl('logs', 'scraper')
      if (log === '') await sleep(100)
    }
    const [resource = '', pods, nobody] = JSON.parse(log) as string[]
    expect(resource).toMatch(/^200 /)
    expect(resource).toMatch(/^node_memory_working_set_bytes [1-9]\d* \d{13}$/m)
    expect(pods).toMatch(
      /^403 Forbidden \(user=system:serviceaccount:default:scraper, verb=get, resource=nodes/,
    )
    expect(nobody).toBe('401 Unauthorized')
  })

  it('is reached through the API server by nodes/proxy, with and without its number', async () => {
    expect(await raw('knarr-1/proxy/healthz')).toBe('ok')
    expect(await raw('knarr-1:10250/proxy/healthz')).toBe('ok')
    expect(await raw('https:knarr-1:10250/proxy/healthz')).toBe('ok')
    expect(await raw('http:knarr-1:10256/proxy/livez')).toContain('"lastUpdated"')
    expect(JSON.parse(await raw('knarr-1/proxy/pods')).items).toHaveLength(1)
    expect(JSON.parse(await raw('knarr-1/proxy/configz')).kubeletconfig.clusterDomain).toBe('cluster.local')
    expect(await raw('knarr-1/proxy/containerLogs/default/scraper/main?tailLines=1')).toContain(
      '401 Unauthorized',
    )
    expect(await kubectl.result(['get', '--raw', '/api/v1/nodes/none/proxy/pods'])).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('nodes "none" not found') },
    })
    expect(await kubectl.result(['get', '--raw', '/api/v1/nodes/knarr-1:1/proxy/pods'])).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('connection refused') },
    })
  })

  it('tells what pods use', async () => {
    const summary = JSON.parse(await raw('knarr-1/proxy/stats/summary'))
    expect(summary.node.cpu.usageCoreNanoSeconds).toBeGreaterThan(0)
    const [pod] = summary.pods
    expect(pod.podRef).toMatchObject({ name: 'scraper', namespace: 'default' })
    expect(pod.memory.workingSetBytes).toBeGreaterThan(1e6)
    expect(pod.containers[0].cpu.usageCoreNanoSeconds).toBeGreaterThan(1e6)
    expect(summary.node.memory.workingSetBytes).toBeGreaterThan(pod.memory.workingSetBytes)
    const lines = (await raw('knarr-1/proxy/metrics/cadvisor')).split('\n')
    const series = 'container_memory_working_set_bytes{container="main"'
    expect(lines.filter((line) => line.startsWith(series))).toHaveLength(1)
    expect(await raw('knarr-1/proxy/metrics')).toContain('kubelet_node_name{node="knarr-1"} 1')
  })
})
