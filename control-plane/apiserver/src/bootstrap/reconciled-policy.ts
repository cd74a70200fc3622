import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '@knarr/api/rbac/v1'
import { type Draft, deepEqual, type KubeObject } from '@knarr/machinery'
import { uncoveredRules } from '../authz/rbac/rule-matching.ts'

/** What is to stand in place of `existing`: equal to it where nothing lacks, undefined where it must be made anew. */
export type Mend<T extends KubeObject> = (existing: T, expected: Draft<T>) => T | undefined

/** The role with the labels, annotations, rules and selectors it lacks; what it has beyond stays. */
export function reconciledRole<T extends Role | ClusterRole>(existing: T, expected: Draft<T>): T {
  const mended = { ...existing, metadata: mergedMetadata(existing, expected) }
  const missing = uncoveredRules(existing.rules ?? [], expected.rules ?? [])
  if (missing.length > 0) mended.rules = [...(existing.rules ?? []), ...missing]
  return 'aggregationRule' in existing || 'aggregationRule' in expected
    ? (withAggregation(mended as ClusterRole, expected as Draft<ClusterRole>) as T)
    : mended
}

/** The binding with the labels, annotations and subjects it lacks; undefined where it binds another role. */
export function reconciledBinding<T extends RoleBinding | ClusterRoleBinding>(
  existing: T,
  expected: Draft<T>,
): T | undefined {
  if (!deepEqual(existing.roleRef, expected.roleRef)) return undefined
  const metadata = mergedMetadata(existing, expected)
  const missing = without(expected.subjects, existing.subjects)
  if (missing.length === 0) return { ...existing, metadata }
  return { ...existing, metadata, subjects: [...(existing.subjects ?? []), ...missing] }
}

/** A role that is not to aggregate loses its selectors; another gets those it lacks. */
function withAggregation(existing: ClusterRole, expected: Draft<ClusterRole>): ClusterRole {
  const { aggregationRule, ...plain } = existing
  if (!expected.aggregationRule) return plain as ClusterRole
  const there = aggregationRule?.clusterRoleSelectors ?? []
  const missing = without(expected.aggregationRule.clusterRoleSelectors, there)
  if (missing.length === 0) return existing
  return { ...existing, aggregationRule: { clusterRoleSelectors: [...there, ...missing] } }
}

function mergedMetadata<T extends KubeObject>({ metadata }: T, expected: Draft<T>): T['metadata'] {
  return {
    ...metadata,
    labels: { ...expected.metadata.labels, ...metadata.labels },
    annotations: { ...expected.metadata.annotations, ...metadata.annotations },
  }
}

function without<E>(wanted: readonly E[] = [], there: readonly E[] = []): E[] {
  return wanted.filter((one) => !there.some((other) => deepEqual(one, other)))
}
