import { deployments } from '@knarr/api/apps/v1'
import { nodes, type Pod, pods } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { createClient } from './create-client.ts'
import type { ApiRequest, Transport } from './transport.ts'

function recording(answer: unknown = {}): {
  client: ReturnType<typeof createClient>
  requests: ApiRequest[]
} {
  const requests: ApiRequest[] = []
  const transport: Transport = {
    request: async <T>(request: ApiRequest) => {
      requests.push(request)
      return answer as T
    },
    watch: async (request) => {
      requests.push(request)
      return (async function* () {})()
    },
  }
  return { client: createClient(transport), requests }
}

const key = { namespace: 'a', name: 'web' }
const podPath = '/api/v1/namespaces/a/pods/web'

describe('createClient', () => {
  it.each([
    ['json', { patch: [{ op: 'remove', path: '/x' }] }, 'application/json-patch+json', {}],
    ['merge', { patch: { a: 1 } }, 'application/merge-patch+json', {}],
    ['strategic', { patch: { a: 1 } }, 'application/strategic-merge-patch+json', {}],
    ['apply', { patch: { a: 1 }, force: true }, 'application/apply-patch+yaml', { force: 'true' }],
  ] as const)('sends a %s patch with its content type', async (type, patch, contentType, query) => {
    const { client, requests } = recording()
    await client.patch(pods, key, { type, ...patch } as never, { fieldManager: 'me' })
    expect(requests[0]).toMatchObject({ method: 'PATCH', path: podPath, contentType })
    expect(requests[0]?.query).toEqual({ fieldManager: 'me', ...query })
  })

  it('fills in the type of what it creates, and the namespace of the path', async () => {
    const { client, requests } = recording()
    await client.create(deployments, { metadata: key, spec: {} as never }, { dryRun: true })
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/apis/apps/v1/namespaces/a/deployments',
      query: { dryRun: 'All' },
      body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: key },
    })
  })

  it('posts to the subresource of the named object, and leaves its type alone', async () => {
    const { client, requests } = recording()
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: key, target: { name: 'n1' } }
    await client.create(pods, binding as never, { subresource: 'binding' })
    expect(requests[0]).toMatchObject({ method: 'POST', path: `${podPath}/binding`, body: binding })
  })

  it('puts a status to its subresource', async () => {
    const { client, requests } = recording()
    await client.updateStatus(pods, { metadata: key, status: { phase: 'Running' } } as Pod)
    expect(requests[0]).toMatchObject({ method: 'PUT', path: `${podPath}/status`, body: { kind: 'Pod' } })
  })

  it('sends delete options only where there are some', async () => {
    const { client, requests } = recording()
    await client.delete(pods, key)
    await client.delete(pods, key, { gracePeriodSeconds: 0, propagationPolicy: 'Orphan' })
    expect(requests[0]).toEqual({ method: 'DELETE', path: podPath })
    expect(requests[1]?.body).toEqual({
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      gracePeriodSeconds: 0,
      propagationPolicy: 'Orphan',
    })
  })

  it('turns list and watch options into a query', async () => {
    const { client, requests } = recording({ items: [] })
    await client.list(nodes, { labelSelector: 'a=b', limit: 5, continue: 'x', resourceVersion: '0' })
    await client.watch(pods, {
      namespace: 'a',
      sendInitialEvents: true,
      timeoutSeconds: 9,
      fieldSelector: '',
    })
    expect(requests[0]).toMatchObject({ path: '/api/v1/nodes' })
    expect(requests[0]?.query).toEqual({
      labelSelector: 'a=b',
      limit: '5',
      continue: 'x',
      resourceVersion: '0',
    })
    expect(requests[1]?.query).toEqual({ watch: 'true', sendInitialEvents: 'true', timeoutSeconds: '9' })
  })

  it('gives the items of a list the type they lack on the wire', async () => {
    const { client } = recording({ metadata: {}, items: [{ metadata: { name: 'n1' } }] })
    const list = await client.list(nodes)
    expect(list.items).toEqual([{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } }])
  })
})
