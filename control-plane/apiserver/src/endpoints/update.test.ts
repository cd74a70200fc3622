import { type Deployment, deployments } from '@knarr/api/apps/v1'
import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const web = { namespace: 'default', name: 'web' }

async function withDeployment(): Promise<{ test: TestServer; created: Deployment }> {
  const test = await startTestServer()
  const created = await test.client.create(deployments, {
    metadata: web,
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: {}, spec: { containers: [] } } },
  } as never)
  return { test, created }
}

const put = (test: TestServer, body: object, path = '/apis/apps/v1/namespaces/default/deployments/web') =>
  test.transport.request<Deployment>({ method: 'PUT', path, body })

describe('PUT', () => {
  it('raises the generation when the spec changes, and only then', async () => {
    const { test, created } = await withDeployment()
    const labelled = await test.client.update(deployments, {
      ...created,
      metadata: { ...created.metadata, labels: { a: 'b' } },
    })
    expect(labelled.metadata).toMatchObject({ generation: 1, labels: { a: 'b' } })
    const scaled = await test.client.update(deployments, {
      ...labelled,
      spec: { ...labelled.spec, replicas: 3 },
    })
    expect(scaled.metadata.generation).toBe(2)
  })

  it('writes nothing where nothing changes', async () => {
    const { test, created } = await withDeployment()
    const revision = test.store.revision
    expect(await test.client.update(deployments, created)).toBe(created)
    expect(test.store.revision).toBe(revision)
  })

  it('keeps the status, which has its own endpoint', async () => {
    const { test, created } = await withDeployment()
    const ready = await test.client.updateStatus(deployments, {
      ...created,
      spec: { ...created.spec, replicas: 9 },
      status: { readyReplicas: 1 },
    })
    expect(ready).toMatchObject({ spec: { replicas: 1 }, status: { readyReplicas: 1 } })
    expect(ready.metadata.generation).toBe(1)
    const updated = await test.client.update(deployments, { ...ready, status: { readyReplicas: 7 } })
    expect(updated.status).toEqual({ readyReplicas: 1 })
  })

  it('keeps what only the server sets', async () => {
    const { test, created } = await withDeployment()
    const { uid: _, ...metadata } = created.metadata
    const changed = {
      ...metadata,
      creationTimestamp: '2001-01-01T00:00:00Z',
      generation: 77,
      labels: { a: 'b' },
    }
    const updated = await put(test, { ...created, metadata: changed })
    expect(updated.metadata).toMatchObject({
      uid: created.metadata.uid,
      creationTimestamp: created.metadata.creationTimestamp,
      generation: 1,
    })
  })

  it('refuses what was made of an older version', async () => {
    const { test, created } = await withDeployment()
    await test.client.update(deployments, { ...created, spec: { ...created.spec, replicas: 2 } })
    await expect(
      test.client.update(deployments, { ...created, spec: { ...created.spec, replicas: 3 } }),
    ).rejects.toMatchObject({
      status: {
        code: 409,
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
        details: { name: 'web', group: 'apps', kind: 'deployments' },
      },
    })
  })

  it('overwrites without a resourceVersion', async () => {
    const { test, created } = await withDeployment()
    const { resourceVersion: _, ...metadata } = created.metadata
    const updated = await put(test, { ...created, metadata, spec: { ...created.spec, replicas: 5 } })
    expect(updated.spec.replicas).toBe(5)
  })

  it.each([
    [
      'another name',
      { name: 'other' },
      400,
      'the name of the object (other) does not match the name on the URL (web)',
    ],
    [
      'another namespace',
      { namespace: 'other' },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'another uid',
      { uid: 'other' },
      409,
      expect.stringContaining('Precondition failed: UID in precondition: other, UID in object meta: '),
    ],
  ])('refuses %s', async (_, changed, code, message) => {
    const { test, created } = await withDeployment()
    const body = { ...created, metadata: { ...created.metadata, ...changed } }
    await expect(put(test, body)).rejects.toMatchObject({ status: { code, message } })
  })

  it('answers 404 for what is not there', async () => {
    await using test = await startTestServer()
    const missing = {
      metadata: { name: 'a', namespace: 'default', uid: '', resourceVersion: '' },
    } as ConfigMap
    await expect(test.client.update(configMaps, missing)).rejects.toMatchObject({
      status: { code: 404, message: 'configmaps "a" not found' },
    })
  })

  it('writes nothing in a dry run', async () => {
    const { test, created } = await withDeployment()
    const revision = test.store.revision
    const body = { ...created, spec: { ...created.spec, replicas: 8 } }
    const updated = await test.client.update(deployments, body, { dryRun: true })
    expect(updated.spec.replicas).toBe(8)
    expect(test.store.revision).toBe(revision)
  })

  it('counts concurrent writers once each', async () => {
    await using test = await startTestServer()
    const key = { namespace: 'default', name: 'a' }
    await test.client.create(configMaps, { metadata: key } as never)
    const writers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    await Promise.all(
      writers.map((name) =>
        test.client.patch(configMaps, key, { type: 'merge', patch: { data: { [name]: '1' } } }),
      ),
    )
    const { data } = await test.client.get(configMaps, key)
    expect(Object.keys(data ?? {}).sort()).toEqual(writers)
  })
})

describe('scale', () => {
  const path = '/apis/apps/v1/namespaces/default/deployments/web/scale'

  it('shows and sets the replicas of any kind', async () => {
    const { test } = await withDeployment()
    const scale = await test.transport.request<{ metadata: object; spec: object }>({ method: 'GET', path })
    expect(scale).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'web', namespace: 'default', resourceVersion: '2' },
      spec: { replicas: 1 },
      status: { replicas: 0, selector: 'app=web' },
    })
    const body = { ...scale, spec: { replicas: 4 } }
    expect(await test.transport.request({ method: 'PUT', path, body })).toMatchObject({
      spec: { replicas: 4 },
    })
    const deployment = await test.client.get(deployments, web)
    expect(deployment).toMatchObject({ spec: { replicas: 4 }, metadata: { generation: 2 } })
    const patch = { spec: { replicas: 6 } }
    const contentType = 'application/merge-patch+json'
    const patched = await test.transport.request({ method: 'PATCH', path, body: patch, contentType })
    expect(patched).toMatchObject({ spec: { replicas: 6 } })
  })

  it('refuses an old version and a negative number', async () => {
    const { test } = await withDeployment()
    const metadata = { name: 'web', namespace: 'default' }
    const old = { metadata: { ...metadata, resourceVersion: '1' }, spec: { replicas: 2 } }
    await expect(test.transport.request({ method: 'PUT', path, body: old })).rejects.toMatchObject({
      status: { code: 409 },
    })
    const negative = { metadata, spec: { replicas: -1 } }
    await expect(test.transport.request({ method: 'PUT', path, body: negative })).rejects.toMatchObject({
      status: {
        code: 422,
        message:
          'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      },
    })
  })
})
