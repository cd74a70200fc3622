import { nodes, type Pod, pods } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({ strategies: undefined })
  const zone = { 'topology.kubernetes.io/zone': 'a', 'topology.kubernetes.io/region': 'north', disk: 'ssd' }
  await test.client.create(nodes, { metadata: { name: 'labelled', labels: zone }, spec: {} })
  await test.client.create(nodes, { metadata: { name: 'plain' }, spec: {} })
})
afterEach(() => test[Symbol.asyncDispose]())

const key = { name: 'web', namespace: 'default' }
const own = { app: 'web', 'topology.kubernetes.io/zone': 'mine' }
const topology = { app: 'web', 'topology.kubernetes.io/zone': 'a', 'topology.kubernetes.io/region': 'north' }

const create = (nodeName?: string) =>
  test.client.create(pods, {
    metadata: { ...key, labels: own },
    spec: { ...(nodeName && { nodeName }), containers: [{ name: 'c', image: 'x' }] },
  } as unknown as Pod)

const bind = (target: object) =>
  test.transport.request({
    ...{ method: 'POST', path: '/api/v1/namespaces/default/pods/web/binding' },
    body: { apiVersion: 'v1', kind: 'Binding', metadata: key, target },
  } as never)

describe('PodTopologyLabels', () => {
  it.each([
    [{ kind: 'Node', name: 'labelled' }, topology],
    [{ kind: 'Node', name: 'plain' }, own],
    [{ kind: 'Node', name: 'unknown' }, own],
    [{ name: 'labelled' }, own],
  ])('labels a pod bound to %j with %j', async (target, labels) => {
    expect((await create()).metadata.labels).toEqual(own)
    await bind(target)
    const { metadata, spec } = await test.client.get(pods, key)
    expect(spec.nodeName).toBe(target.name)
    expect(metadata.labels).toEqual(labels)
  })

  it('labels a pod that is created on a node, over what it says itself', async () => {
    expect((await create('labelled')).metadata.labels).toEqual(topology)
  })
})
