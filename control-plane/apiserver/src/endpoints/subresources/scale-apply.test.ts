import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { startCustomServer } from '../../crd/testing/custom-server.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

const path = '/apis/apps/v1/namespaces/default/deployments/web'
const labels = { app: 'web' }
const deployment = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' } },
  spec: {
    ...{ replicas: 1, selector: { matchLabels: labels } },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  },
}

interface Applied {
  readonly manager?: string
  readonly force?: boolean
  readonly metadata?: object
}

function applyScale(
  { transport }: TestServer,
  at: string,
  spec: object,
  options: Applied = {},
): Promise<unknown> {
  const { manager = 'scaler', force, metadata = {} } = options
  return transport.request({
    ...{ method: 'PATCH', path: `${at}/scale`, headers: { 'content-type': 'application/apply-patch+yaml' } },
    query: { fieldManager: manager, ...(force ? { force: 'true' } : {}) },
    body: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec },
  } as never)
}

async function open(): Promise<{ test: TestServer; owners(): Promise<string[]> }> {
  const test = await startTestServer()
  const collection = path.replace('/web', '')
  const query = { fieldManager: 'maker' }
  await test.transport.request({ method: 'POST', path: collection, query, body: deployment })
  const owners = async (): Promise<string[]> => {
    const { metadata } = await test.transport.request<KubeObject>({ method: 'GET', path })
    const ofReplicas = (metadata.managedFields ?? []).filter(({ fieldsV1 }) =>
      JSON.stringify(fieldsV1).includes('"f:replicas"'),
    )
    return ofReplicas.map(({ manager, operation, subresource = '' }) =>
      `${manager} ${operation} ${subresource}`.trim(),
    )
  }
  return { test, owners }
}

describe('apply to /scale', () => {
  it('conflicts with who owns the replicas, and takes them over by force', async () => {
    const { test, owners } = await open()
    await using _ = test
    await expect(applyScale(test, path, { replicas: 3 })).rejects.toMatchObject({
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "maker" using apps/v1: .spec.replicas',
    })
    expect(await applyScale(test, path, { replicas: 3 }, { force: true })).toMatchObject({
      ...{ kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 3 } },
    })
    expect(await owners()).toEqual(['scaler Apply scale'])
    const generation = (await test.transport.request<KubeObject>({ method: 'GET', path })).metadata.generation
    expect(generation).toBe(2)
  })

  it('shares what is the same, and goes by uid and revision', async () => {
    const { test, owners } = await open()
    await using _ = test
    await applyScale(test, path, { replicas: 1 })
    expect((await owners()).sort()).toEqual(['maker Update', 'scaler Apply scale'])
    await expect(
      applyScale(test, path, { replicas: 1 }, { metadata: { resourceVersion: '1' } }),
    ).rejects.toMatchObject({
      code: 409,
    })
    await expect(applyScale(test, path, { replicas: -1 }, { force: true })).rejects.toThrow(
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    )
    await expect(applyScale(test, path, { size: 1 })).rejects.toThrow(
      '.spec.size: field not declared in schema',
    )
    await expect(applyScale(test, path, { replicas: 1 }, { manager: '' })).rejects.toThrow(
      'is required for apply patch',
    )
  })

  it('sets the replicas of a custom resource', async () => {
    const properties = { spec: { type: 'object', properties: { size: { type: 'integer' } } } }
    await using server = await startCustomServer({
      subresources: { scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' } },
      schema: { openAPIV3Schema: { type: 'object', properties } },
    })
    await server.create({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'a' },
      spec: { size: 1 },
    })
    const at = '/apis/example.com/v1/namespaces/default/widgets/a'
    await applyScale(server.test, at, { replicas: 4 }, { force: true })
    expect(await server.get('a')).toMatchObject({ spec: { size: 4 } })
  })
})
