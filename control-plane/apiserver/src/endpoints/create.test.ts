import { deployments } from '@knarr/api/apps/v1'
import { configMaps, namespaces, type Pod, pods } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const pod = (name: string, namespace = 'default') => ({
  metadata: { name, namespace },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
})

describe('POST to a collection', () => {
  it('fills in what only the server sets, and answers with the frozen object', async () => {
    await using test = await startTestServer()
    const created = await test.client.create(pods, pod('web') as Pod)
    expect(created).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web',
        namespace: 'default',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: '2',
        generation: 1,
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      status: { phase: 'Pending' },
    })
    expect(Object.isFrozen(created.spec.containers[0])).toBe(true)
    expect(await test.client.get(pods, { namespace: 'default', name: 'web' })).toBe(created)
  })

  it('keeps bytes that say the same as the object handed out', async () => {
    await using test = await startTestServer()
    const created = await test.client.create(deployments, {
      metadata: { name: 'web', namespace: 'default', annotations: { note: 'wéb' } },
      spec: { selector: {}, template: { metadata: {}, spec: { containers: [] } } },
    } as never)
    const item = await test.store.get('/registry/apps/deployments/default/web')
    expect(JSON.parse(Buffer.from(item?.value ?? []).toString())).toEqual(created)
  })

  it('drops what a client may not set', async () => {
    await using test = await startTestServer()
    const created = await test.client.create(configMaps, {
      metadata: {
        name: 'a',
        namespace: 'default',
        uid: 'mine',
        deletionTimestamp: '2020-01-01T00:00:00Z',
        creationTimestamp: '2020-01-01T00:00:00Z',
      },
    } as never)
    expect(created.metadata.uid).not.toBe('mine')
    expect(created.metadata.resourceVersion).toBe('2')
    expect(created.metadata.deletionTimestamp).toBeUndefined()
    expect(created.metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z')
  })

  it('refuses an object that has a version already, unless it only tries', async () => {
    await using test = await startTestServer()
    const draft = { metadata: { name: 'a', namespace: 'default', resourceVersion: '77' } } as never
    await expect(test.client.create(configMaps, draft)).rejects.toMatchObject({
      status: { code: 500, message: 'resourceVersion should not be set on objects to be created' },
    })
    const tried = await test.client.create(configMaps, draft, { dryRun: true })
    expect(tried.metadata.resourceVersion).toBeUndefined()
  })

  it('lets an object without namespaces say one', async () => {
    await using test = await startTestServer()
    const draft = { metadata: { name: 'a', namespace: 'b' } } as never
    const { metadata } = await test.client.create(namespaces, draft)
    expect(metadata.namespace).toBeUndefined()
  })

  it('generates names from generateName', async () => {
    await using test = await startTestServer()
    const create = () =>
      test.client.create(configMaps, { metadata: { generateName: 'job-', namespace: 'default' } } as never)
    const [first, second] = [await create(), await create()]
    expect(first.metadata.name).toMatch(/^job-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(second.metadata.name).not.toBe(first.metadata.name)
  })

  it('tries another suffix when a generated name is taken, and gives up in the end', async () => {
    const stuck = { next: () => 0, uuid: () => '00000000-0000-4000-8000-000000000000' }
    await using test = await startTestServer({ random: stuck })
    const draft = { metadata: { generateName: 'job-', namespace: 'default' } } as never
    await test.client.create(configMaps, draft)
    await expect(test.client.create(configMaps, draft)).rejects.toMatchObject({
      status: {
        reason: 'AlreadyExists',
        code: 409,
        message:
          'configmaps "job-bbbbb" already exists, the server was not able to generate a unique name for the object',
        details: { retryAfterSeconds: 1 },
      },
    })
  })

  it.each([
    {
      what: 'a name that is taken',
      body: { metadata: { name: 'taken' } },
      error: { code: 409, reason: 'AlreadyExists', message: 'configmaps "taken" already exists' },
    },
    {
      what: 'a missing name',
      body: { metadata: {} },
      error: {
        code: 422,
        reason: 'Invalid',
        message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      },
    },
    {
      what: 'a bad name',
      body: { metadata: { name: 'A' } },
      error: { code: 422, reason: 'Invalid' },
    },
    {
      what: 'another namespace in the object',
      body: { metadata: { name: 'b', namespace: 'other' } },
      error: {
        code: 400,
        message: 'the namespace of the provided object does not match the namespace sent on the request',
      },
    },
    {
      what: 'another version',
      body: { apiVersion: 'v2', metadata: { name: 'b' } },
      error: {
        code: 400,
        message: 'the API version in the data (v2) does not match the expected API version (v1)',
      },
    },
    {
      what: 'an unknown dryRun',
      query: { dryRun: 'Some' },
      body: { metadata: { name: 'b' } },
      error: {
        code: 422,
        message:
          'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: "Some": supported values: "All"',
      },
    },
    {
      what: 'unknown fields under strict validation',
      query: { fieldValidation: 'Strict' },
      body: { metadata: { name: 'b' }, foo: 1 },
      error: {
        code: 400,
        message:
          'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "foo"',
      },
    },
  ] as { what: string; body: object; query?: Record<string, string>; error: object }[])(
    'refuses $what',
    async ({ body, query, error }) => {
      await using test = await startTestServer()
      await test.client.create(configMaps, { metadata: { name: 'taken', namespace: 'default' } } as never)
      const path = '/api/v1/namespaces/default/configmaps'
      const request = test.transport.request({ method: 'POST', path, body, ...(query ? { query } : {}) })
      await expect(request).rejects.toMatchObject({ status: error })
    },
  )

  it('needs a namespace in the path, and no name', async () => {
    await using test = await startTestServer()
    const body = { metadata: { name: 'a' } }
    for (const path of ['/api/v1/configmaps', '/api/v1/namespaces/default/configmaps/a']) {
      const request = test.transport.request({ method: 'POST', path, body })
      await expect(request).rejects.toMatchObject({ status: { code: 405, reason: 'MethodNotAllowed' } })
    }
  })

  it('writes nothing in a dry run', async () => {
    await using test = await startTestServer()
    const before = test.store.revision
    const created = await test.client.create(pods, pod('web') as Pod, { dryRun: true })
    expect(created.metadata.uid).toBeTruthy()
    expect(created.metadata).not.toHaveProperty('resourceVersion')
    expect(test.store.revision).toBe(before)
  })

  it('refuses namespaces that are not there or on their way out', async () => {
    await using test = await startTestServer()
    await expect(test.client.create(pods, pod('web', 'nowhere') as Pod)).rejects.toMatchObject({
      status: { code: 404, message: 'namespaces "nowhere" not found' },
    })
    await test.client.create(namespaces, { metadata: { name: 'old' } } as never)
    await test.client.delete(namespaces, { namespace: '', name: 'old' })
    await expect(test.client.create(pods, pod('web', 'old') as Pod)).rejects.toMatchObject({
      status: {
        code: 403,
        message:
          'pods "web" is forbidden: unable to create new content in namespace old because it is being terminated',
        details: {
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: 'namespace old is being terminated',
              field: 'metadata.namespace',
            },
          ],
        },
      },
    })
  })
})
