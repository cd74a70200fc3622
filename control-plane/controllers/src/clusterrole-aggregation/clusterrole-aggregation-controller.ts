import { apiVersionOf } from '@knarr/api'
import { type ClusterRole, clusterRoles, type PolicyRule } from '@knarr/api/rbac/v1'
import type { Controller } from '@knarr/controller'
import { deepEqual, keyOf, selectorOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'

const typeMeta = { apiVersion: apiVersionOf(clusterRoles), kind: clusterRoles.kind }

/** Fills the rules of each ClusterRole with an aggregation rule from those its selectors choose. */
export function clusterRoleAggregationController(): Controller {
  return {
    name: controllerNames.clusterRoleAggregation,
    watches: clusterRoles,

    setup({ informer, lister, enqueue }) {
      const enqueueAggregated = (): void => {
        for (const role of lister.list(clusterRoles)) if (role.aggregationRule) enqueue(keyOf(role))
      }
      informer(clusterRoles).addHandler({
        onAdd: enqueueAggregated,
        onUpdate: enqueueAggregated,
        onDelete: enqueueAggregated,
      })
    },

    async reconcile(key, { client, lister }) {
      const role = lister.get(clusterRoles, key)
      if (!role?.aggregationRule) return undefined
      const rules = aggregatedRules(role, lister.list(clusterRoles))
      if (deepEqual(rules, role.rules ?? [])) return undefined
      const patch = { ...typeMeta, metadata: { name: key.name }, rules }
      const options = { fieldManager: controllerNames.clusterRoleAggregation }
      await client.patch(clusterRoles, key, { type: 'apply', force: true, patch }, options)
      return undefined
    },
  }
}

/** Selector by selector, then by name; each rule once. */
function aggregatedRules(
  { metadata, aggregationRule }: ClusterRole,
  all: readonly ClusterRole[],
): PolicyRule[] {
  const rules = new Map<string, PolicyRule>()
  const others = all
    .filter((role) => role.metadata.name !== metadata.name)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  for (const labelSelector of aggregationRule?.clusterRoleSelectors ?? []) {
    const selector = selectorOf(labelSelector)
    for (const role of others.filter((other) => selector.matches(other.metadata.labels ?? {})))
      for (const rule of role.rules ?? []) rules.set(JSON.stringify(rule), rule)
  }
  return [...rules.values()]
}
