import { type ConfigMap, configMaps, namespaces, type Pod, pods } from '@knarr/api/core/v1'
import type { Status } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const mapPath = '/api/v1/namespaces/default/configmaps/a'
const podPath = '/api/v1/namespaces/default/pods/web'

async function withMap(metadata: object = {}): Promise<{ test: TestServer; map: ConfigMap }> {
  const test = await startTestServer()
  const draft = { metadata: { name: 'a', namespace: 'default', ...metadata } }
  return { test, map: await test.client.create(configMaps, draft as never) }
}

async function withPod(nodeName?: string): Promise<TestServer> {
  const test = await startTestServer()
  const spec = { containers: [{ name: 'c', image: 'i' }], ...(nodeName ? { nodeName } : {}) }
  await test.client.create(pods, { metadata: { name: 'web', namespace: 'default' }, spec } as unknown as Pod)
  return test
}

const remove = <T = Pod>(test: TestServer, path: string, body?: object, query: Record<string, string> = {}) =>
  test.transport.request<T>({ method: 'DELETE', path, query, ...(body ? { body } : {}) })

describe('DELETE', () => {
  it('answers with a Status that names what is gone', async () => {
    const { test, map } = await withMap()
    expect(await remove<Status>(test, mapPath)).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'a', kind: 'configmaps', uid: map.metadata.uid },
    })
    await expect(remove(test, mapPath)).rejects.toMatchObject({
      status: { code: 404, message: 'configmaps "a" not found' },
    })
  })

  it.each([mapPath, podPath])(
    'writes nothing when %s waits for a finalizer and is deleted again',
    async (path) => {
      const metadata = { namespace: 'default', finalizers: ['example.com/x'] }
      const { test } = await withMap(metadata)
      const spec = { containers: [{ name: 'c', image: 'i' }] }
      await test.client.create(pods, { metadata: { ...metadata, name: 'web' }, spec } as unknown as Pod)
      const waiting = await remove(test, path, { gracePeriodSeconds: 0 })
      expect(await remove(test, path, { gracePeriodSeconds: 0 })).toEqual(waiting)
    },
  )

  it('waits for finalizers, and ends when the last one is taken away', async () => {
    const { test } = await withMap({ finalizers: ['example.com/x'] })
    const waiting = await remove<ConfigMap>(test, mapPath)
    expect(waiting.metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 0,
      finalizers: ['example.com/x'],
    })
    const freed = await test.client.patch(
      configMaps,
      { namespace: 'default', name: 'a' },
      {
        type: 'merge',
        patch: { metadata: { finalizers: null } },
      },
    )
    expect(freed.metadata.finalizers).toBeUndefined()
    await expect(test.client.get(configMaps, { namespace: 'default', name: 'a' })).rejects.toMatchObject({
      reason: 'NotFound',
    })
  })

  it.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ])('leaves %s to the garbage collector by a finalizer', async (propagationPolicy, finalizers) => {
    const { test } = await withMap()
    const waiting = await remove<ConfigMap>(test, mapPath, { propagationPolicy })
    expect(waiting.metadata.finalizers).toEqual(finalizers)
  })

  it('takes the policy from the query as well', async () => {
    const { test } = await withMap()
    const waiting = await remove<ConfigMap>(test, mapPath, undefined, { propagationPolicy: 'Foreground' })
    expect(waiting.metadata.finalizers).toEqual(['foregroundDeletion'])
  })

  it.each([
    [
      { uid: 'other' },
      /^Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition \(other\) does not match the UID in record \(.*\)\. The object might have been deleted and then recreated$/,
    ],
    [
      { resourceVersion: '1' },
      /the ResourceVersion in the precondition \(1\) does not match the ResourceVersion in record \(2\)\. The object might have been modified$/,
    ],
  ])('holds to the precondition %o', async (preconditions, message) => {
    const { test } = await withMap()
    await expect(remove(test, mapPath, { preconditions })).rejects.toMatchObject({
      status: { code: 409, message: expect.stringMatching(message) },
    })
  })

  it('refuses unknown policies', async () => {
    const { test } = await withMap()
    await expect(remove(test, mapPath, { propagationPolicy: 'Slowly' })).rejects.toMatchObject({
      status: {
        code: 422,
        message: expect.stringContaining(
          'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Slowly"',
        ),
      },
    })
  })

  it('changes nothing in a dry run', async () => {
    const { test } = await withMap()
    const revision = test.store.revision
    await remove(test, mapPath, undefined, { dryRun: 'All' })
    expect(test.store.revision).toBe(revision)
  })

  it('does not touch namespaces the cluster needs', async () => {
    await using test = await startTestServer()
    await expect(test.client.delete(namespaces, { namespace: '', name: 'default' })).rejects.toMatchObject({
      status: { code: 403, message: 'namespaces "default" is forbidden: this namespace may not be deleted' },
    })
  })
})

describe('DELETE of a pod', () => {
  it('gives what runs its grace period', async () => {
    await using test = await withPod('node')
    const pod = await remove(test, podPath)
    expect(pod.metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
      generation: 2,
    })
    expect(await test.client.get(pods, { namespace: 'default', name: 'web' })).toBe(pod)
  })

  it('lets a second delete shorten the grace, but not lengthen it', async () => {
    await using test = await withPod('node')
    await remove(test, podPath)
    const longer = await remove(test, podPath, { gracePeriodSeconds: 60 })
    expect(longer.metadata.deletionGracePeriodSeconds).toBe(30)
    const shorter = await remove(test, podPath, { gracePeriodSeconds: 5 })
    expect(shorter.metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:05Z',
      deletionGracePeriodSeconds: 5,
    })
  })

  it('ends with the kubelet saying so', async () => {
    await using test = await withPod('node')
    await remove(test, podPath)
    const last = await remove(test, podPath, { gracePeriodSeconds: 0 })
    expect(last.metadata.deletionGracePeriodSeconds).toBe(0)
    await expect(test.client.get(pods, { namespace: 'default', name: 'web' })).rejects.toMatchObject({
      reason: 'NotFound',
    })
  })

  it('is at once where it never ran', async () => {
    await using test = await withPod()
    await remove(test, podPath)
    expect((await test.client.list(pods)).items).toEqual([])
  })
})

describe('DELETE of a namespace', () => {
  it('waits until it is finalized', async () => {
    await using test = await startTestServer()
    await test.client.create(namespaces, { metadata: { name: 'old' } } as never)
    const path = '/api/v1/namespaces/old'
    const terminating = await remove(test, path)
    expect(terminating).toMatchObject({
      status: { phase: 'Terminating' },
      spec: { finalizers: ['kubernetes'] },
    })
    const body = { ...terminating, spec: { finalizers: [] } }
    await test.transport.request({ method: 'PUT', path: `${path}/finalize`, body })
    await expect(test.client.get(namespaces, { namespace: '', name: 'old' })).rejects.toMatchObject({
      reason: 'NotFound',
    })
  })
})

describe('DELETE of a collection', () => {
  it('deletes what a list with the same selector shows', async () => {
    await using test = await startTestServer()
    for (const [name, tier] of [
      ['a', 'web'],
      ['b', 'db'],
      ['c', 'web'],
    ]) {
      await test.client.create(configMaps, {
        metadata: { name, namespace: 'default', labels: { tier } },
      } as never)
    }
    const path = '/api/v1/namespaces/default/configmaps'
    const gone = await remove<{ kind: string; items: ConfigMap[] }>(test, path, undefined, {
      labelSelector: 'tier=web',
    })
    expect(gone).toMatchObject({
      kind: 'ConfigMapList',
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'c' } }],
    })
    const left = await test.client.list(configMaps, { namespace: 'default' })
    expect(left.items.map(({ metadata }) => metadata.name)).toEqual(['b'])
  })
})
