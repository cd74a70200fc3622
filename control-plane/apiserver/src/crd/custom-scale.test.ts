import { describe, expect, it } from 'vitest'
import { startCustomServer } from './testing/custom-server.ts'

const widget = (spec: object, status?: object): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'a', namespace: 'default' },
  spec,
  ...(status ? { status } : {}),
})

const version = {
  subresources: {
    scale: {
      specReplicasPath: '.spec.size',
      statusReplicasPath: '.status.size',
      labelSelectorPath: '.status.selector',
    },
  },
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', properties: { size: { type: 'integer', maximum: 10 } } },
        status: {
          type: 'object',
          properties: { size: { type: 'integer' }, selector: { type: 'string' } },
        },
      },
    },
  },
}

describe('the scale of a custom resource', () => {
  it('shows what the paths of the definition lead to, and writes the replicas back', async () => {
    await using server = await startCustomServer(version)
    await server.create(widget({ size: 2 }, { size: 1, selector: 'app=a' }))
    expect(await server.get('a/scale')).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'a', namespace: 'default' },
      spec: { replicas: 2 },
      status: { replicas: 1, selector: 'app=a' },
    })
    await server.mergePatch('a/scale', { spec: { replicas: 5 } })
    expect(await server.get('a')).toMatchObject({ spec: { size: 5 }, metadata: { generation: 2 } })
  })

  it('does not exist where the object names no replicas, and begins with the first that are set', async () => {
    await using server = await startCustomServer(version)
    await server.create(widget({}))
    const missing = 'Internal error occurred: the spec replicas field ".spec.size" does not exist'
    await expect(server.get('a/scale')).rejects.toThrow(missing)
    const empty = 'the spec replicas field ".spec.size" cannot be empty'
    await expect(server.mergePatch('a/scale', { metadata: { labels: {} } })).rejects.toThrow(empty)
    await server.mergePatch('a/scale', { spec: { replicas: 3 } })
    expect(await server.get('a')).toMatchObject({ spec: { size: 3 } })
  })

  it('is bound by the schema', async () => {
    await using server = await startCustomServer(version)
    await server.create(widget({ size: 2 }))
    const refused = 'spec.size in body should be less than or equal to 10'
    await expect(server.mergePatch('a/scale', { spec: { replicas: 11 } })).rejects.toThrow(refused)
    await expect(server.create(widget({ size: -1 }))).rejects.toThrow(
      '.spec.size: Invalid value: -1: should be a non-negative integer',
    )
  })
})
