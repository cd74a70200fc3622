import { clusterRoleBindings, clusterRoles, roles } from '@knarr/api/rbac/v1'
import type { KubeObject } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { strategies } from '../registry/resources.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'
import { ensureSystemNamespaces } from './bootstrap-objects.ts'
import { ensureBootstrapPolicy } from './ensure-policy.ts'

const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate'
const key = (name: string, namespace = '') => ({ namespace, name })

async function startWithPolicy(): Promise<TestServer> {
  const test = await startTestServer({ strategies })
  await ensureSystemNamespaces(test.transport)
  await ensureBootstrapPolicy(test.transport)
  return test
}

function without<T extends KubeObject>(object: T, annotation: string, changes: Partial<T>): T {
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { [autoupdate]: annotation } },
    ...changes,
  }
}

it('creates roles and bindings that the server finds valid, and changes nothing the second time', async () => {
  await using test = await startWithPolicy()
  const { metadata, rules } = await test.client.get(clusterRoles, key('cluster-admin'))
  expect(metadata.labels).toEqual({ 'kubernetes.io/bootstrapping': 'rbac-defaults' })
  expect(metadata.annotations).toEqual({ [autoupdate]: 'true' })
  expect(rules).toContainEqual({ apiGroups: ['*'], resources: ['*'], verbs: ['*'] })
  const { revision } = test.store
  await ensureBootstrapPolicy(test.transport)
  expect(test.store.revision).toBe(revision)
})

it('is made once by two servers that start together', async () => {
  await using test = await startTestServer({ strategies })
  await ensureSystemNamespaces(test.transport)
  await Promise.all([ensureBootstrapPolicy(test.transport), ensureBootstrapPolicy(test.transport)])
  const { items } = await test.client.list(clusterRoles)
  expect(items).toHaveLength(70)
})

it('gives back what was taken away, unless the object says to leave it', async () => {
  await using test = await startWithPolicy()
  const { client } = test
  for (const [name, annotation] of [
    ['system:discovery', 'true'],
    ['system:basic-user', 'false'],
  ] as const) {
    const binding = await client.get(clusterRoleBindings, key(name))
    await client.update(clusterRoleBindings, without(binding, annotation, { subjects: [] }))
    const role = await client.get(clusterRoles, key(name))
    await client.update(clusterRoles, without(role, annotation, { rules: [] }))
  }
  await ensureBootstrapPolicy(test.transport)
  const subjectsOf = async (name: string) => (await client.get(clusterRoleBindings, key(name))).subjects ?? []
  expect(await subjectsOf('system:discovery')).toMatchObject([{ name: 'system:authenticated' }])
  expect(await subjectsOf('system:basic-user')).toEqual([])
  const { rules } = await client.get(clusterRoles, key('system:discovery'))
  expect(rules).toContainEqual({ nonResourceURLs: ['/api/*'], verbs: ['get'] })
  expect((await client.get(clusterRoles, key('system:basic-user'))).rules ?? []).toEqual([])
})

it('leaves what was added, and adds only what no rule covers', async () => {
  await using test = await startWithPolicy()
  const name = key('system:controller:token-cleaner', 'kube-system')
  const role = await test.client.get(roles, name)
  const added = { apiGroups: ['*'], resources: ['secrets', 'gadgets'], verbs: ['*'] }
  await test.client.update(roles, { ...role, rules: [added] })
  await ensureBootstrapPolicy(test.transport)
  const { rules } = await test.client.get(roles, name)
  expect(rules?.[0]).toEqual(added)
  expect(rules?.slice(1).map(({ resources }) => resources)).toEqual([['events'], ['events']])
})

it('makes a binding anew that was bound to another role', async () => {
  await using test = await startWithPolicy()
  const { client } = test
  const name = key('system:kube-dns')
  const { metadata, ...binding } = await client.get(clusterRoleBindings, name)
  await client.delete(clusterRoleBindings, name)
  const roleRef = { ...binding.roleRef, name: 'cluster-admin' }
  await client.create(clusterRoleBindings, { ...binding, metadata: { name: metadata.name }, roleRef })
  await ensureBootstrapPolicy(test.transport)
  expect((await client.get(clusterRoleBindings, name)).roleRef.name).toBe('system:kube-dns')
})

it('lets a role aggregate again that was made a plain one, and the other way round', async () => {
  await using test = await startWithPolicy()
  const { client } = test
  const { aggregationRule, ...view } = await client.get(clusterRoles, key('view'))
  await client.update(clusterRoles, view)
  const dns = await client.get(clusterRoles, key('system:kube-dns'))
  await client.update(clusterRoles, { ...dns, ...(aggregationRule ? { aggregationRule } : {}) })
  await ensureBootstrapPolicy(test.transport)
  expect((await client.get(clusterRoles, key('view'))).aggregationRule).toEqual(aggregationRule)
  expect(await client.get(clusterRoles, key('system:kube-dns'))).not.toHaveProperty('aggregationRule')
})
