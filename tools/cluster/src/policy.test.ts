import { pods, secrets } from '@knarr/api/core/v1'
import { clusterRoles, roleBindings } from '@knarr/api/rbac/v1'
import { createClient } from '@knarr/client'
import { VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

it('lets a viewer of a namespace read its pods, not its secrets, from the first moment on', async () => {
  await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  await cluster.settle()
  const { rules } = await cluster.client.get(clusterRoles, { namespace: '', name: 'admin' })
  expect(rules?.length).toBeGreaterThan(20)
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
