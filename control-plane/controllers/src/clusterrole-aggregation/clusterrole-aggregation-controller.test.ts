import { type ClusterRole, clusterRoles } from '@knarr/api/rbac/v1'
import type { Draft } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { openControllers } from '../testing/open-controllers.ts'
import { clusterRoleAggregationController } from './clusterrole-aggregation-controller.ts'

const key = { namespace: '', name: 'all' }
const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] })

function part(name: string, resource: string): Draft<ClusterRole> {
  return { metadata: { name, labels: { part: 'yes' } }, rules: [rule(resource)] }
}

it('holds the rules of the roles it selects, each once, whichever comes and goes', async () => {
  const { client, run, pass, errors } = openControllers()
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] }
  await client.create(clusterRoles, { metadata: { name: 'all' }, aggregationRule, rules: [rule('stale')] })
  await client.create(clusterRoles, part('b', 'pods'))
  await client.create(clusterRoles, { metadata: { name: 'other' }, rules: [rule('secrets')] })
  await run(clusterRoleAggregationController)
  const rules = async () => (await client.get(clusterRoles, key)).rules
  expect(await rules()).toEqual([rule('pods')])
  await client.create(clusterRoles, part('a', 'nodes'))
  await client.create(clusterRoles, part('c', 'pods'))
  await pass()
  expect(await rules()).toEqual([rule('nodes'), rule('pods')])
  await client.delete(clusterRoles, { namespace: '', name: 'a' })
  await pass()
  expect(await rules()).toEqual([rule('pods')])
  expect(errors).toEqual([])
})
