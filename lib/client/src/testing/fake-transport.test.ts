import { type ReplicaSet, replicaSets } from '@knarr/api/apps/v1'
import { configMaps, type Namespace, namespaces, type Pod, pods } from '@knarr/api/core/v1'
import { type Draft, forbidden } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { FakeTransport, type FakeTransportOptions } from './fake-transport.ts'
import { transportSuite } from './transport-suite.ts'

transportSuite('FakeTransport', async () => ({ transport: new FakeTransport() }))

const key = { namespace: 'a', name: 'web' }
const pod = (spec: object, finalizers: string[] = []) =>
  ({ metadata: { ...key, finalizers }, spec, status: { phase: 'Pending' } }) as unknown as Draft<Pod>

function open(options: FakeTransportOptions = {}) {
  const transport = new FakeTransport(options)
  return { transport, client: createClient(transport) }
}

describe('FakeTransport', () => {
  it('keeps status and the rest apart, as subresources do, and counts generations by spec', async () => {
    const { client } = open()
    const made = await client.create(pods, pod({ nodeName: 'n1' }))
    const moved = { ...made, spec: { nodeName: 'n2' }, status: { phase: 'Running' } } as Pod
    const updated = await client.update(pods, moved)
    expect(updated).toMatchObject({
      spec: { nodeName: 'n2' },
      status: { phase: 'Pending' },
      metadata: { generation: 2 },
    })
    const running = { ...updated, spec: { nodeName: 'n3' }, status: { phase: 'Running' } } as Pod
    const reported = await client.updateStatus(pods, running)
    expect(reported).toMatchObject({
      spec: { nodeName: 'n2' },
      status: { phase: 'Running' },
      metadata: { generation: 2 },
    })
  })

  it('marks what has finalizers and lets it go with the last of them', async () => {
    const { client } = open()
    await client.create(pods, pod({}, ['x/y']))
    await client.delete(pods, key, { propagationPolicy: 'Foreground' })
    const going = await client.get(pods, key)
    expect(going.metadata.finalizers).toEqual(['x/y', 'foregroundDeletion'])
    expect(going.metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z')
    await client.patch(pods, key, { type: 'merge', patch: { metadata: { finalizers: null } } })
    await expect(client.get(pods, key)).rejects.toMatchObject({ reason: 'NotFound' })
  })

  it.each([
    ['at once', {}, 'n1', undefined],
    ['in two steps when that is asked for', { gracefulPods: true }, 'n1', 30],
    ['at once when it is on no node', { gracefulPods: true }, undefined, undefined],
  ])('deletes a pod %s', async (_, options, nodeName, grace) => {
    const { client } = open(options)
    await client.create(pods, pod({ nodeName }))
    await client.delete(pods, key)
    const left = await client.get(pods, key).catch(() => undefined)
    expect(left?.metadata.deletionGracePeriodSeconds).toBe(grace)
    if (left) await client.delete(pods, key, { gracePeriodSeconds: 0 })
    expect((await client.list(pods)).items).toEqual([])
  })

  it('binds a pod to a node once', async () => {
    const { client } = open()
    await client.create(pods, pod({}))
    const bind = (name: string) =>
      client.create(pods, { metadata: key, target: { name } } as never, { subresource: 'binding' })
    await bind('n1')
    expect((await client.get(pods, key)).spec.nodeName).toBe('n1')
    await expect(bind('n2')).rejects.toMatchObject({ reason: 'Conflict' })
  })

  it('holds a namespace until its finalizers are taken from its spec', async () => {
    const { client } = open()
    const draft = { metadata: { name: 'a' }, spec: { finalizers: ['kubernetes'] } } as Draft<Namespace>
    await client.create(namespaces, draft)
    await client.delete(namespaces, { namespace: '', name: 'a' })
    const going = await client.get(namespaces, { namespace: '', name: 'a' })
    await client.update(namespaces, { ...going, spec: { finalizers: [] } }, { subresource: 'finalize' })
    expect((await client.list(namespaces)).items).toEqual([])
  })

  it('scales by the subresource', async () => {
    const { client } = open()
    const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } } }
    await client.create(replicaSets, { metadata: key, spec } as unknown as Draft<ReplicaSet>)
    const patch = { spec: { replicas: 3 } }
    await client.patch(replicaSets, key, { type: 'merge', patch }, { subresource: 'scale' })
    expect((await client.get(replicaSets, key)).spec).toEqual({ ...spec, replicas: 3 })
    const scale = await client.get(replicaSets, key, { subresource: 'scale' })
    expect(scale).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 3 },
      status: { replicas: 0, selector: 'app=web' },
    })
  })

  it('applies what is there and what is not', async () => {
    const { client } = open()
    const apply = (data: object) =>
      client.patch(configMaps, key, { type: 'apply', patch: { metadata: key, data } }, { fieldManager: 'me' })
    await apply({ a: '1' })
    expect((await apply({ b: '2' })).data).toEqual({ a: '1', b: '2' })
  })

  it('answers what a test wants it to, until that is taken away', async () => {
    const { client, transport } = open()
    const restore = transport.intercept(({ method }) => {
      if (method === 'POST') throw forbidden(pods, 'web', 'quota')
    })
    await expect(client.create(pods, pod({}))).rejects.toMatchObject({ reason: 'Forbidden' })
    restore()
    await client.create(pods, pod({}))
    expect(transport.writes.map(({ method }) => method)).toEqual(['POST', 'POST'])
  })
})
