import { pods, secrets } from '@knarr/api/core/v1'
import { clusterRoles, roleBindings } from '@knarr/api/rbac/v1'
import { createClient } from '@knarr/client'
import { VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

it('lets a viewer of a namespace read its pods, not its secrets, from the first moment on', async () => {
  await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  await cluster.settle()
  const { rules, metadata } = await cluster.client.get(clusterRoles, { namespace: '', name: 'admin' })
  expect(rules?.length).toBeGreaterThan(20)
  expect(metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`).sort()).toEqual([
    'clusterrole-aggregation-controller Apply',
    'kube-apiserver Update',
  ])
  await cluster.client.create(roleBindings, {
    metadata: { name: 'viewers', namespace: 'default' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  })
  const jane = createClient(cluster.transport({ name: 'jane', groups: ['system:authenticated'] }))
  expect((await jane.list(pods, { namespace: 'default' })).items).toEqual([])
  await expect(jane.list(secrets, { namespace: 'default' })).rejects.toThrow(
    'secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "default"',
  )
  await expect(jane.list(pods, { namespace: 'kube-system' })).rejects.toThrow('cannot list')
})

it.each([
  [{ 'impersonate-user': 'system:node:node-2' }, 'users "system:node:node-2"', 'users'],
  [
    { 'impersonate-user': 'system:node:node-1', 'impersonate-group': 'system:masters' },
    'users "system:node:node-1"',
    'users',
  ],
])('keeps a kubelet from acting as anybody else, as %o', async (headers, what, resource) => {
  await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  const user = { name: 'system:node:node-1', groups: ['system:nodes'] }
  await expect(
    cluster.transport(user).request({ method: 'GET', path: '/api/v1/secrets', headers }),
  ).rejects.toThrow(
    `${what} is forbidden: User "system:node:node-1" cannot impersonate resource "${resource}" in API group "" at the cluster scope`,
  )
})

it('lets an editor act as the service accounts of the namespace, no further', async () => {
  await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  await cluster.settle()
  await cluster.client.create(roleBindings, {
    metadata: { name: 'editors', namespace: 'default' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  })
  const jane = cluster.transport({ name: 'jane', groups: ['system:authenticated'] })
  const actAs = (account: string): Promise<unknown> =>
    jane.request({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      headers: { 'impersonate-user': `system:serviceaccount:${account}` },
    })
  expect(await actAs('default:default')).toMatchObject({
    status: { userInfo: { username: 'system:serviceaccount:default:default' } },
  })
  await expect(actAs('kube-system:deployment-controller')).rejects.toThrow(
    'serviceaccounts "deployment-controller" is forbidden: User "jane" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "kube-system"',
  )
})
