import type { Resource } from '@knarr/api'
import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { pods } from '@knarr/api/core/v1'
import { type SubresourceFunction, subresourceFunction } from '@knarr/apiserver'
import { createClient } from '@knarr/client'
import { conflict, type Draft, type KubeObject, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

interface Widget extends KubeObject {
  spec: { size?: number; restartedAt?: string }
}

const widgets: Resource<Widget> = {
  ...{ group: 'example.com', version: 'v1', plural: 'widgets', kind: 'Widget', namespaced: true },
}

const definition: Draft<CustomResourceDefinition> = {
  metadata: { name: 'widgets.example.com' },
  spec: {
    ...{ group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: { size: { type: 'integer', maximum: 9 }, restartedAt: { type: 'string' } },
              },
            },
          },
        },
      },
    ],
  },
}

const restart = subresourceFunction({
  name: 'restart',
  resource: widgets,
  create: ({ object, update }) => update({ ...object, spec: { ...object.spec, restartedAt: 'now' } }),
})

const resize = subresourceFunction({
  name: 'resize',
  resource: widgets,
  kind: { group: 'example.com', version: 'v1', kind: 'Resize' },
  schema: { type: 'object', required: ['by'], properties: { by: { type: 'integer', minimum: 1 } } },
  get: ({ object }) => ({ size: object.spec.size ?? 0 }),
  async update({ object, body, user, warn, update }) {
    if (!object.spec.size) throw conflict(widgets, object.metadata.name, 'it has no size')
    const size = object.spec.size + (body as { by: number }).by
    if (size > 5) warn(`${user.name} makes it large`)
    await update({ ...object, spec: { ...object.spec, size } })
    return { size }
  },
})

async function open(functions: readonly SubresourceFunction[] = [restart, resize]) {
  const apiServer = { subresourceFunctions: functions }
  const cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1, apiServer })
  await cluster.client.create(customResourceDefinitions, definition)
  await cluster.settle()
  await cluster.client.create(widgets, { metadata: { name: 'a', namespace: 'default' }, spec: { size: 2 } })
  const ask = (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    name: string,
    body?: unknown,
    transport = cluster.transport(),
  ) =>
    transport.request<Widget & { size?: number }>({
      ...{ method, path: `/apis/example.com/v1/namespaces/default/widgets/a/${name}` },
      ...(body === undefined ? {} : { body }),
    })
  return { cluster, ask, [Symbol.asyncDispose]: () => cluster.stop() }
}

describe('a subresource of one’s own', () => {
  it('changes the object with five lines', async () => {
    await using world = await open()
    expect(await world.ask('POST', 'restart')).toMatchObject({
      kind: 'Widget',
      spec: { size: 2, restartedAt: 'now' },
    })
    const { metadata, spec } = await world.cluster.client.get(widgets, { namespace: 'default', name: 'a' })
    expect([spec, metadata.generation]).toEqual([{ size: 2, restartedAt: 'now' }, 2])
    expect(metadata.managedFields?.map(({ subresource }) => subresource ?? '')).toContain('restart')
  })

  it('has a kind and a schema of its own, and the rules of the object’s', async () => {
    await using world = await open()
    expect(await world.ask('GET', 'resize')).toEqual({
      apiVersion: 'example.com/v1',
      kind: 'Resize',
      size: 2,
    })
    expect(await world.ask('PUT', 'resize', { by: 1 })).toMatchObject({ size: 3 })
    await expect(world.ask('PUT', 'resize', { by: 0 })).rejects.toThrow(
      'Resize.example.com "a" is invalid: by: Invalid value: 0: by in body should be greater than or equal to 1',
    )
    await expect(world.ask('PUT', 'resize', {})).rejects.toThrow('by: Required value')
    await expect(world.ask('PUT', 'resize', { by: 7 })).rejects.toThrow(
      'Widget.example.com "a" is invalid: spec.size: Invalid value: 10',
    )
    await expect(world.ask('DELETE', 'resize')).rejects.toMatchObject({ code: 405 })
    await expect(world.ask('POST', 'nothing')).rejects.toMatchObject({ code: 404 })
  })

  it('is for whom roles allow it, and needs no right to update the object', async () => {
    await using world = await open()
    const { cluster, ask } = world
    const mia = cluster.transport({ name: 'mia', groups: ['system:authenticated'] })
    await expect(ask('POST', 'restart', undefined, mia)).rejects.toThrow(
      'widgets.example.com "a" is forbidden: User "mia" cannot create resource "widgets/restart" in API group "example.com"',
    )
    const rbac = '/apis/rbac.authorization.k8s.io/v1'
    const rules = [{ apiGroups: ['example.com'], resources: ['widgets/restart'], verbs: ['create'] }]
    const metadata = { name: 'restarter', namespace: 'default' }
    const admin = cluster.transport()
    await admin.request({
      method: 'POST',
      path: `${rbac}/namespaces/default/roles`,
      body: { metadata, rules },
    })
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'restarter' }
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'mia' }]
    await admin.request({
      ...{ method: 'POST', path: `${rbac}/namespaces/default/rolebindings` },
      body: { metadata, roleRef, subjects },
    })
    expect(await ask('POST', 'restart', undefined, mia)).toMatchObject({ spec: { restartedAt: 'now' } })
    await expect(
      createClient(mia).update(widgets, {
        metadata: { name: 'a', namespace: 'default' },
        spec: {},
      } as Widget),
    ).rejects.toMatchObject({ code: 403 })
  })

  it('is discovered and described', async () => {
    await using world = await open()
    const admin = world.cluster.transport()
    const list = await admin.request<{ resources: { name: string }[] }>({
      method: 'GET',
      path: '/apis/example.com/v1',
    })
    expect(list.resources).toContainEqual({
      ...{
        name: 'widgets/resize',
        singularName: '',
        namespaced: true,
        kind: 'Resize',
        verbs: ['get', 'update'],
      },
    })
    const path = '/openapi/v3/apis/example.com/v1'
    const document = JSON.stringify(await admin.request({ method: 'GET', path }))
    expect(document).toContain('/apis/example.com/v1/namespaces/{namespace}/widgets/{name}/restart')
  })

  it('may be a built-in resource’s, but not one that there is', async () => {
    const touch = subresourceFunction({ name: 'touch', resource: pods, create: ({ object }) => object })
    await using world = await open([touch])
    const spec = { containers: [{ name: 'c', image: 'i' }] }
    await world.cluster.client.create(pods, { metadata: { name: 'p', namespace: 'default' }, spec } as never)
    const path = '/api/v1/namespaces/default/pods/p/touch'
    expect(await world.cluster.transport().request({ method: 'POST', path })).toMatchObject({ kind: 'Pod' })
    const get = () => ({})
    for (const [declared, message] of [
      [{ name: 'exec', resource: pods, get }, 'pods have a subresource exec already'],
      [{ name: 'status', resource: widgets, get }, 'is there already'],
      [{ name: 'A', resource: widgets, get }, '"A" is no name of a subresource'],
      [{ name: 'a', resource: widgets }, 'answers nothing'],
    ] as const)
      await expect(open([declared as never])).rejects.toThrow(message)
  })
})
