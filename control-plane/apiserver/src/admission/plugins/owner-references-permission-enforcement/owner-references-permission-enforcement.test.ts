import { configMaps, pods } from '@knarr/api/core/v1'
import { clusterRoleBindings, clusterRoles } from '@knarr/api/rbac/v1'
import { type Client, createClient } from '@knarr/client'
import { type KubeObject, keyOf, type OwnerReference } from '@knarr/machinery'
import { beforeAll, expect, it } from 'vitest'
import { strategies } from '../../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

const namespace = 'default'
const plugin = 'OwnerReferencesPermissionEnforcement'
let test: TestServer

beforeAll(async () => {
  test = await startTestServer({
    strategies,
    admissionPlugins: { enable: [plugin], disable: ['ServiceAccount'] },
  })
  await allow('writer', [['', 'configmaps pods/status', 'get create update patch']])
  await allow('deleter', [['', 'configmaps', 'get create update patch delete']])
  await allow('finalizer', [
    ['', 'configmaps', 'get create update patch delete'],
    ['apps', 'replicasets/finalizers', 'update'],
  ])
  return () => test[Symbol.asyncDispose]()
})

async function allow(user: string, rules: readonly (readonly [string, string, string])[]): Promise<void> {
  const group = 'rbac.authorization.k8s.io'
  await test.client.create(clusterRoles, {
    metadata: { name: user },
    rules: rules.map(([apiGroup, resources, verbs]) => ({
      apiGroups: [apiGroup],
      resources: resources.split(' '),
      verbs: verbs.split(' '),
    })),
  })
  await test.client.create(clusterRoleBindings, {
    metadata: { name: user },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: user },
    subjects: [{ apiGroup: group, kind: 'User', name: user }],
  })
}

function as(user: string): Client {
  return createClient(test.server.transport({ name: user, groups: [] }))
}

function owner(kind: string, blockOwnerDeletion?: boolean, apiVersion = 'apps/v1'): OwnerReference {
  const block = blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }
  return { apiVersion, kind, name: 'web', uid: 'u1', ...block }
}

async function createOwned(user: string, owners: OwnerReference[]): Promise<KubeObject> {
  return as(user).create(configMaps, {
    metadata: { generateName: 'owned-', namespace, ownerReferences: owners },
  })
}

it.each([
  ['an owner that need not wait', 'writer', owner('ReplicaSet')],
  ['an owner that waits, for who may update its finalizers', 'finalizer', owner('ReplicaSet', true)],
  ['any owner that waits, for the administrator', 'system:masters', owner('Gadget', true, 'example.com/v1')],
])('lets an object be created with %s', async (_, user, reference) => {
  const client = user === 'system:masters' ? test.client : as(user)
  const { metadata } = await client.create(configMaps, {
    metadata: { generateName: 'owned-', namespace, ownerReferences: [reference] },
  })
  expect(metadata.ownerReferences).toEqual([reference])
})

it.each([
  [
    owner('ReplicaSet', true),
    "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: , <nil>",
  ],
  [
    owner('Gadget', true, 'example.com/v1'),
    'cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion example.com/v1 Kind Gadget: no matches for kind "Gadget" in version "example.com/v1"',
  ],
])('keeps others from making %o wait', async (reference, why) => {
  await expect(createOwned('deleter', [reference])).rejects.toThrow(`is forbidden: ${why}`)
})

it('wants the owner finalizable in the namespace of the object only where the owner has one', async () => {
  await expect(createOwned('finalizer', [owner('Deployment', true)])).rejects.toThrow('finalizers on')
})

it('lets owners be changed by who may delete the object', async () => {
  const owned = await createOwned('writer', [owner('ReplicaSet')])
  const patch = (user: string, ownerReferences: OwnerReference[]): Promise<KubeObject> =>
    as(user).patch(configMaps, keyOf(owned), { type: 'merge', patch: { metadata: { ownerReferences } } })
  await expect(patch('writer', [])).rejects.toThrow(
    `configmaps "${owned.metadata.name}" is forbidden: cannot set an ownerRef on a resource you can't delete: , <nil>`,
  )
  await expect(patch('deleter', [owner('ReplicaSet', true)])).rejects.toThrow('finalizers on')
  await patch('finalizer', [owner('ReplicaSet', true)])
  await patch('deleter', [{ ...owner('ReplicaSet', true), controller: true }])
  await patch('deleter', [])
})

it('lets everything else be changed, and the status of pods', async () => {
  const owned = await createOwned('writer', [owner('ReplicaSet')])
  await as('writer').patch(configMaps, keyOf(owned), { type: 'merge', patch: { data: { a: 'b' } } })
  const spec = { containers: [{ name: 'a', image: 'a' }] }
  const pod = await test.client.create(pods, { metadata: { name: 'p', namespace }, spec })
  const status = { metadata: { ownerReferences: [owner('ReplicaSet')] }, status: { message: 'm' } }
  const options = { subresource: 'status' }
  await as('writer').patch(pods, keyOf(pod), { type: 'merge', patch: status }, options)
})
