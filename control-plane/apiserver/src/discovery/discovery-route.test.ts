import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ListeningServer, startListeningServer } from '../testing/http-test-client.ts'

let server: ListeningServer

beforeAll(async () => {
  server = await startListeningServer()
})

afterAll(() => server[Symbol.asyncDispose]())

const aggregated = (version: string) =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`

describe('discovery', () => {
  it('lists versions and groups the old way', async () => {
    expect((await server.ask({ path: '/api' })).json).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
    const { json } = await server.ask({ path: '/apis' })
    expect(json).toMatchObject({ kind: 'APIGroupList', apiVersion: 'v1' })
    expect(json.groups).toContainEqual({
      name: 'apps',
      versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    })
    expect((await server.ask({ path: '/apis/apps' })).json).toMatchObject({ kind: 'APIGroup', name: 'apps' })
  })

  it('describes the resources of a version, with the subresources that are answered', async () => {
    const { json } = await server.ask({ path: '/api/v1' })
    const find = (name: string) => json.resources.find((resource: { name: string }) => resource.name === name)
    expect(json).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' })
    expect(find('pods')).toMatchObject({
      singularName: 'pod',
      namespaced: true,
      kind: 'Pod',
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['po'],
      categories: ['all'],
      storageVersionHash: 'xPOwRZ+Yhw8=',
    })
    expect(find('pods/eviction')).toEqual({
      name: 'pods/eviction',
      singularName: '',
      namespaced: true,
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    })
    expect(find('namespaces/finalize')).toMatchObject({ verbs: ['update'] })
    expect(find('pods/proxy')).toMatchObject({ verbs: ['create', 'delete', 'get', 'patch', 'update'] })
    expect(find('services')).toBeUndefined()
  })

  it.each(['v2', 'v2beta1'])('tells everything at once in %s', async (version) => {
    const accept = `${aggregated(version)},application/json`
    const { headers, json } = await server.ask({ path: '/apis', headers: { accept } })
    expect(headers).toMatchObject({ 'content-type': aggregated(version), vary: 'Accept' })
    expect(json).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: `apidiscovery.k8s.io/${version}`,
    })
    const apps = json.items.find((item: { metadata: { name: string } }) => item.metadata.name === 'apps')
    expect(apps.versions).toMatchObject([
      {
        version: 'v1',
        freshness: 'Current',
        resources: [
          {
            resource: 'deployments',
            responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
            scope: 'Namespaced',
            singularResource: 'deployment',
            shortNames: ['deploy'],
            subresources: [
              { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } },
              { subresource: 'status', verbs: ['get', 'patch', 'update'] },
            ],
          },
        ],
      },
    ])
    expect((await server.ask({ path: '/api', headers: { accept } })).json.items).toHaveLength(1)
  })

  it('answers plainly where that is preferred', async () => {
    const accept = `application/json,${aggregated('v2')}`
    expect((await server.ask({ path: '/apis', headers: { accept } })).json.kind).toBe('APIGroupList')
  })

  it('spares those who know it already', async () => {
    const accept = aggregated('v2')
    const { headers } = await server.ask({ path: '/apis', headers: { accept } })
    const again = { accept, 'if-none-match': headers.etag as string }
    expect(await server.ask({ path: '/apis', headers: again })).toMatchObject({ code: 304, text: '' })
  })
})

describe('other paths', () => {
  it('are listed at the root', async () => {
    const { json } = await server.ask({ path: '/' })
    expect(json.paths).toEqual(
      expect.arrayContaining([
        '/api',
        '/api/v1',
        '/apis',
        '/apis/apps/v1',
        '/livez/ping',
        '/openapi/v2',
        '/version',
      ]),
    )
  })

  it('tell the version in Kubernetes terms', async () => {
    expect((await server.ask({ path: '/version' })).json).toMatchObject({
      major: '1',
      minor: '36',
      gitVersion: expect.stringMatching(/^v1\.36\.\d+/),
    })
  })

  it.each([
    ['/readyz', 200, 'ok'],
    ['/livez', 200, 'ok'],
    ['/livez/poststarthook/start-apiextensions-controllers', 200, 'ok'],
    ['/readyz/ping', 200, 'ok'],
    ['/readyz/none', 404, '404 page not found\n'],
  ])('tell how the server is: %s', async (path, code, text) => {
    expect(await server.ask({ path })).toMatchObject({ code, text })
  })

  it('tell check by check how the server is', async () => {
    const { text } = await server.ask({ path: '/livez?verbose&exclude=etcd' })
    expect(text.split('\n')).toEqual([
      '[+]ping ok',
      '[+]etcd excluded: ok',
      '[+]poststarthook/start-service-ip-repair-controllers ok',
      '[+]poststarthook/start-apiextensions-controllers ok',
      '[+]poststarthook/priority-and-fairness-config-producer ok',
      'livez check passed',
      '',
    ])
  })

  it('describe the API', async () => {
    const { json: index } = await server.ask({ path: '/openapi/v3' })
    const path = index.paths['apis/apps/v1'].serverRelativeURL
    const { json, headers } = await server.ask({ path })
    expect(Object.keys(json.paths)).toContain('/apis/apps/v1/namespaces/{namespace}/deployments')
    expect(headers['cache-control']).toBe('public, immutable')
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
    const { code, headers: v2 } = await server.ask({ path: '/openapi/v2', headers: { accept } })
    expect(code).toBe(200)
    expect(v2['content-type']).toContain('protobuf')
    const again = { accept, 'if-none-match': v2.etag as string }
    expect(await server.ask({ path: '/openapi/v2', headers: again })).toMatchObject({ code: 304 })
  })
})
