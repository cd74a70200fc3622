import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { nodes, type Pod, pods, serviceAccounts } from '@knarr/api/core/v1'
import { clusterRoleBindings, clusterRoles } from '@knarr/api/rbac/v1'
import { createEventRecorder } from '@knarr/client'
import { silentLogger } from '@knarr/component'
import { Kubelet } from '@knarr/kubelet'
import { execResult, FakeRuntime } from '@knarr/kubelet/testing'
import { listenHere } from '@knarr/linux'
import { systemClock, systemRandom } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { Cluster } from './cluster.ts'
import { componentClient } from './component-client.ts'
import { hollowFacts } from './hollow-node.ts'

const nodeName = 'node-1'
let cluster: Cluster
let kubelet: Kubelet
let directory: string
let port: number
let ca: string

beforeAll(async () => {
  cluster = await Cluster.start()
  directory = mkdtempSync(join(tmpdir(), 'knarr-node-server-'))
  port = await freePort()
  const certificates = await cluster.certificates()
  ca = certificates.authority.cert
  const { cert, key } = await certificates.kubeletServing(nodeName, ['127.0.0.1'])
  const client = componentClient(
    cluster,
    { name: `system:node:${nodeName}`, groups: ['system:nodes', 'system:authenticated'] },
    'kubelet',
  )
  const [clock, random] = [systemClock, systemRandom]
  kubelet = await Kubelet.start({
    ...{ client, clock, random, nodeName, rootDirectory: directory, logger: silentLogger },
    events: createEventRecorder({ client, clock, random, component: 'kubelet', host: nodeName }),
    runtime: new FakeRuntime({
      clock,
      scriptFor: () => ({ exec: (command) => execResult(0, `ran ${command.join(' ')}\n`) }),
    }),
    nodeAddress: '127.0.0.1',
    node: hollowFacts(nodeName, '10.244.0.0/24'),
    cgroupRoot: '',
    nodeDns: { servers: [], searches: [], options: [] },
    runOnNode: async () => {},
    serving: { listen: listenHere, address: { host: '127.0.0.1', port }, tls: { cert, key, clientCa: ca } },
  })
  const spec = { nodeName, containers: [{ name: 'main', image: 'web:1' }] }
  await cluster.client
    .create(serviceAccounts, { metadata: { namespace: 'default', name: 'default' } })
    .catch(() => {})
  await cluster.client.create(pods, { metadata: { namespace: 'default', name: 'web' }, spec } as Pod)
  for (let tries = 0; tries < 200; tries++) {
    const { status } = await cluster.client.get(pods, { namespace: 'default', name: 'web' })
    if (status?.phase === 'Running') break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
})

afterAll(async () => {
  await kubelet.stop()
  await cluster.stop()
  rmSync(directory, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await listenHere(server, { host: '127.0.0.1', port: 0 })
  const address = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return address.port
}

interface Asked {
  readonly method?: string
  readonly token?: string
  readonly as?: { readonly cert: string; readonly key: string }
  readonly headers?: Record<string, string>
}

/** The status and the body. */
function ask(
  path: string,
  { method = 'GET', token, as, headers = {} }: Asked = {},
): Promise<[number, string]> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, ca, ...as, agent: false as const }
    const sent = request({ ...options, headers: { ...headers, ...authorization } }, (answer) => {
      void text(answer).then((body) => resolve([answer.statusCode ?? 0, body]))
    })
    sent.on('error', reject)
    sent.end()
  })
}

async function admin(): Promise<{ cert: string; key: string }> {
  return (await cluster.certificates()).kubeletClient
}

/** A token of a new service account that may do `verbs` to these subresources of nodes. */
async function tokenOf(name: string, resources: string[], verbs: string[]): Promise<string> {
  const { client } = cluster
  await client.create(serviceAccounts, { metadata: { namespace: 'default', name } })
  await client.create(clusterRoles, { metadata: { name }, rules: [{ apiGroups: [''], resources, verbs }] })
  await client.create(clusterRoleBindings, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  })
  const answer = await cluster.transport().request<{ status: { token: string } }>({
    method: 'POST',
    path: `/api/v1/namespaces/default/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  })
  return answer.status.token
}

describe('a kubelet’s port', () => {
  it('answers nobody who is not known, and says nothing more', async () => {
    expect(await ask('/pods')).toEqual([401, 'Unauthorized'])
    expect(await ask('/healthz')).toEqual([401, 'Unauthorized'])
    expect(await ask('/pods', { token: 'made-up' })).toEqual([401, 'Unauthorized'])
  })

  it('lets a service account do what its role says of nodes, and names what was asked otherwise', async () => {
    const token = await tokenOf('scraper', ['nodes/metrics', 'nodes/pods'], ['get'])
    const [status, body] = await ask('/metrics/resource', { token })
    expect([status, body]).toEqual([
      200,
      expect.stringContaining('pod_memory_working_set_bytes{namespace="default",pod="web"}'),
    ])
    expect((await ask('/pods', { token }))[0]).toBe(200)
    const user = 'user=system:serviceaccount:default:scraper'
    expect(await ask('/stats/summary', { token })).toEqual([
      403,
      `Forbidden (${user}, verb=get, resource=nodes, subresource(s)=[stats])\n`,
    ])
    expect(await ask('/configz', { token })).toEqual([
      403,
      `Forbidden (${user}, verb=get, resource=nodes, subresource(s)=[configz proxy])\n`,
    ])
    expect((await ask('/run/default/web/main?cmd=id', { token, method: 'POST' }))[0]).toBe(403)
  })

  it('answers whom a certificate of the cluster names', async () => {
    const as = await admin()
    const [status, body] = await ask('/pods', { as })
    expect([status, JSON.parse(body)]).toMatchObject([
      200,
      { kind: 'PodList', items: [{ metadata: { name: 'web' }, status: { phase: 'Running' } }] },
    ])
    expect(JSON.parse((await ask('/runningpods/', { as }))[1])).toMatchObject({
      items: [{ metadata: { name: 'web' }, spec: { containers: [{ name: 'main', image: 'web:1' }] } }],
    })
    expect(JSON.parse((await ask('/stats/summary', { as }))[1])).toMatchObject({
      node: { nodeName },
      pods: [{ podRef: { name: 'web', namespace: 'default' }, containers: [{ name: 'main' }] }],
    })
    expect((await ask('/metrics', { as }))[1]).toContain('kubelet_running_pods 1\n')
    expect((await ask('/metrics/cadvisor', { as }))[1]).toContain(
      'container_memory_working_set_bytes{container="main"',
    )
    expect(JSON.parse((await ask('/configz', { as }))[1])).toMatchObject({ kubeletconfig: { maxPods: 110 } })
    expect(await ask('/healthz', { as })).toEqual([200, 'ok'])
  })

  it('runs commands', async () => {
    const as = await admin()
    expect(await ask('/run/default/web/main?cmd=ls%20/', { as, method: 'POST' })).toEqual([200, 'ran ls /\n'])
    expect(await ask('/run/default/none/main?cmd=ls', { as, method: 'POST' })).toEqual([
      404,
      'pods "none" not found',
    ])
    expect((await ask('/run/default/web/main?cmd=ls', { as }))[0]).toBe(405)
  })

  it('streams commands over WebSocket', async () => {
    const url = `wss://127.0.0.1:${port}/exec/default/web/main?command=ls&command=-l&output=1`
    const socket = new WebSocket(url, 'v4.channel.k8s.io', { ca, ...(await admin()) })
    const said: string[] = []
    socket.on('message', (message: Buffer) => said.push(`${message[0]} ${message.subarray(1).toString()}`))
    await once(socket, 'close')
    expect(said.filter((each) => each !== '1 ')).toEqual([
      '1 ran ls -l\n',
      expect.stringMatching(/^3 {.*"status":"Success"}$/),
    ])
  })

  it('says what is not there', async () => {
    const as = await admin()
    expect(await ask('/nothing', { as })).toEqual([404, '404 page not found\n'])
    expect(await ask('/containerLogs/default/none/main', { as })).toEqual([
      404,
      'pod "none" does not exist\n',
    ])
    expect(await ask('/containerLogs/default/web/none', { as })).toEqual([
      404,
      'container "none" not found in pod "web"\n',
    ])
    expect((await ask('/containerLogs/default/web/main?tailLines=-1', { as }))[0]).toBe(422)
    expect(await ask('/exec/default/web/main', { as })).toEqual([400, 'Upgrade request required'])
    const headers = { connection: 'Upgrade', upgrade: 'SPDY/3.1' }
    const [status, body] = await ask('/exec/default/none/main?command=ls&output=1', {
      as,
      headers,
      method: 'POST',
    })
    expect([status, JSON.parse(body)]).toMatchObject([404, { message: 'pods "none" not found' }])
    expect((await ask('/exec/default/web/main?command=ls', { headers }))[0]).toBe(401)
  })

  it('is told of in the node’s status', async () => {
    const node = await cluster.client.get(nodes, { namespace: '', name: nodeName })
    expect(node).toMatchObject({ status: { daemonEndpoints: { kubeletEndpoint: { Port: port } } } })
  })
})
