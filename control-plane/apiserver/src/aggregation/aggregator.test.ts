import { type APIService, apiServices } from '@knarr/api/apiregistration/v1'
import { type Service, services } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ExtensionServer, startExtensionServer } from '../testing/extension-server.ts'
import { type HttpAnswer, type ListeningServer, startListeningServer } from '../testing/http-test-client.ts'

const group = 'wardle.example.com'
const root = `/apis/${group}/v1`
const resources = [
  { name: 'flunders', singularName: 'flunder', namespaced: true, kind: 'Flunder', verbs: ['get', 'list'] },
  { name: 'flunders/status', singularName: '', namespaced: true, kind: 'Flunder', verbs: ['get'] },
]
const flunders = { kind: 'FlunderList', apiVersion: `${group}/v1`, items: [{ metadata: { name: 'one' } }] }
const discoveryV2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

let server: ListeningServer
let extension: ExtensionServer

beforeAll(async () => {
  server = await startListeningServer({ strategies: undefined as never })
  extension = await startExtensionServer({
    [root]: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/v1`, resources },
    [`${root}/namespaces/default/flunders`]: flunders,
    '/openapi/v2': {
      swagger: '2.0',
      paths: { [`${root}/flunders`]: { get: { description: 'list flunders' } }, '/healthz': {} },
    },
    '/openapi/v3': {
      paths: { [`apis/${group}/v1`]: { serverRelativeURL: `/openapi/v3/apis/${group}/v1?hash=1` } },
    },
    [`/openapi/v3/apis/${group}/v1`]: { openapi: '3.0.0', paths: {} },
  })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await extension[Symbol.asyncDispose]()
})

const apiService = (spec: Partial<APIService['spec']> = {}): Draft<APIService> => ({
  metadata: { name: `v1.${group}` },
  spec: {
    ...{ group, version: 'v1', groupPriorityMinimum: 2000, versionPriority: 200 },
    service: { namespace: 'default', name: 'extension', port: extension.port },
    caBundle: extension.caBundle,
    ...spec,
  },
})

const availability = async (): Promise<string> => {
  const { status } = await server.test.client.get(apiServices, { namespace: '', name: `v1.${group}` })
  const condition = status?.conditions?.find(({ type }) => type === 'Available')
  return `${condition?.status} ${condition?.reason}: ${condition?.message}`
}
const ask = (path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
  server.ask({ path, headers })
const groupIn = ({ json }: HttpAnswer): { versions: { freshness: string; resources?: object[] }[] } =>
  json.items.find(({ metadata }: { metadata: { name: string } }) => metadata.name === group)

describe('the aggregator', () => {
  it('registers what this server answers itself, in upstream’s order', async () => {
    const { items } = await server.test.client.list<APIService>(apiServices)
    const apps = items.find(({ metadata }) => metadata.name === 'v1.apps')
    expect(apps).toMatchObject({
      metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
      spec: { group: 'apps', version: 'v1', groupPriorityMinimum: 17_800, versionPriority: 15 },
      status: { conditions: [{ type: 'Available', status: 'True', reason: 'Local' }] },
    })
    expect(items.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['v1.', 'v2.autoscaling']),
    )
  })

  it('says what stands in the way of an API that is not here, and breaks nothing else', async () => {
    await server.test.client.create<APIService>(apiServices, apiService())
    const text = `False ServiceNotFound: service/extension in "default" is not present`
    await expect.poll(availability).toBe(text)
    expect(await ask(root)).toMatchObject({ code: 503, text: 'service unavailable\n' })
    const { json } = await ask('/apis')
    expect(json.groups.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['apps', group]),
    )
    const all = await ask('/apis', { accept: discoveryV2 })
    expect(groupIn(all)).toEqual({
      metadata: { name: group, creationTimestamp: null },
      versions: [{ version: 'v1', freshness: 'Stale' }],
    })
    expect((await ask('/apis/apps/v1')).code).toBe(200)
  })

  it('hands requests on once the API answers, in the name of who asks', async () => {
    const spec = { type: 'ExternalName', externalName: 'localhost' }
    await server.test.client.create<Service>(services, {
      metadata: { namespace: 'default', name: 'extension' },
      spec,
    } as Draft<Service>)
    await expect.poll(availability).toBe('True Passed: all checks passed')
    const path = `${root}/namespaces/default/flunders?limit=5`
    const forged = { 'x-remote-user': 'mallory', 'x-remote-extra-scopes': 'all' }
    expect(await ask(path, forged)).toMatchObject({ code: 200, json: flunders })
    const asked = extension.asked.find(({ url }) => url === path)
    expect(asked?.headers).toMatchObject({ 'x-remote-user': 'kubernetes-admin' })
    expect(asked?.headers['x-remote-group']).toContain('system:masters')
    expect(asked?.headers).not.toHaveProperty('x-remote-extra-scopes')
    expect((await ask(`${root}/nowhere`)).code).toBe(404)
  })

  it('shows the resources of the API among all others', async () => {
    const { json } = await ask(root)
    expect(json).toMatchObject({ kind: 'APIResourceList', resources })
    await expect
      .poll(async () => groupIn(await ask('/apis', { accept: discoveryV2 })).versions)
      .toMatchObject([
        {
          version: 'v1',
          freshness: 'Current',
          resources: [
            {
              resource: 'flunders',
              responseKind: { group, version: 'v1', kind: 'Flunder' },
              scope: 'Namespaced',
              subresources: [{ subresource: 'status', verbs: ['get'] }],
            },
          ],
        },
      ])
    expect((await ask(`/apis/${group}`)).json).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: `${group}/v1` },
    })
  })

  it('describes the API as its server does', async () => {
    const { json: index } = await ask('/openapi/v3')
    const { serverRelativeURL } = index.paths[`apis/${group}/v1`]
    expect((await ask(serverRelativeURL)).json).toEqual({ openapi: '3.0.0', paths: {} })
    const { json } = await ask('/openapi/v2')
    expect(json.paths[`${root}/flunders`]).toEqual({ get: { description: 'list flunders' } })
    expect(json.paths).not.toHaveProperty('/healthz')
    expect(json.paths).toHaveProperty('/api/v1/pods')
  })

  it('lets nobody in who may not', async () => {
    const path = `${root}/namespaces/default/flunders`
    const request = server.test.server
      .transport({ name: 'jane', groups: [] })
      .request({ method: 'GET', path })
    await expect(request).rejects.toMatchObject({ status: { code: 403 } })
  })

  it('keeps what a server said last when it is gone, and says that it is old', async () => {
    await server.test.client.delete(services, { namespace: 'default', name: 'extension' })
    await expect.poll(availability).toContain('ServiceNotFound')
    await expect
      .poll(async () => groupIn(await ask('/apis', { accept: discoveryV2 })).versions[0])
      .toMatchObject({ freshness: 'Stale', resources: [{ resource: 'flunders' }] })
  })

  it('forgets an API with its APIService', async () => {
    await server.test.client.delete(apiServices, { namespace: '', name: `v1.${group}` })
    expect((await ask(root)).code).toBe(404)
    expect((await ask(`/apis/${group}`)).code).toBe(404)
  })
})
