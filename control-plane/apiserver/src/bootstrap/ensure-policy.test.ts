import { clusterRoleBindings, clusterRoles } from '@knarr/api/rbac/v1'
import { expect, it } from 'vitest'
import { strategies } from '../registry/resources.ts'
import { startTestServer } from '../testing/test-server.ts'
import { ensureBootstrapPolicy } from './ensure-policy.ts'

const key = (name: string) => ({ namespace: '', name })

it('creates roles and bindings that the server finds valid, and changes nothing the second time', async () => {
  await using test = await startTestServer({ strategies })
  await ensureBootstrapPolicy(test.transport)
  const { metadata, rules } = await test.client.get(clusterRoles, key('cluster-admin'))
  expect(metadata.labels).toEqual({ 'kubernetes.io/bootstrapping': 'rbac-defaults' })
  expect(metadata.annotations).toEqual({ 'rbac.authorization.kubernetes.io/autoupdate': 'true' })
  expect(rules).toContainEqual({ apiGroups: ['*'], resources: ['*'], verbs: ['*'] })
  const { revision } = test.store
  await ensureBootstrapPolicy(test.transport)
  expect(test.store.revision).toBe(revision)
})

it('gives back what was taken away, unless the binding says to leave it', async () => {
  await using test = await startTestServer({ strategies })
  await ensureBootstrapPolicy(test.transport)
  const empty = async (name: string, autoupdate: string) => {
    const binding = await test.client.get(clusterRoleBindings, key(name))
    const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': autoupdate }
    const metadata = { ...binding.metadata, annotations }
    await test.client.update(clusterRoleBindings, { ...binding, metadata, subjects: [] })
  }
  await empty('system:discovery', 'true')
  await empty('system:basic-user', 'false')
  await ensureBootstrapPolicy(test.transport)
  const subjectsOf = async (name: string) =>
    (await test.client.get(clusterRoleBindings, key(name))).subjects ?? []
  expect(await subjectsOf('system:discovery')).toMatchObject([{ name: 'system:authenticated' }])
  expect(await subjectsOf('system:basic-user')).toEqual([])
})
