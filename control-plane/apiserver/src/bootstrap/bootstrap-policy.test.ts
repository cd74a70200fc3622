import { readFileSync } from 'node:fs'
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, Subject } from '@knarr/api/rbac/v1'
import type { Draft } from '@knarr/machinery'
import { expect, it } from 'vitest'
import {
  bootstrapClusterRoleBindings,
  bootstrapClusterRoles,
  bootstrapRoleBindings,
  bootstrapRoles,
} from './bootstrap-policy.ts'

type RoleOrBinding = Partial<ClusterRole & ClusterRoleBinding> & Pick<Draft<Role>, 'metadata'>

it('is the policy of upstream 1.36 with its default features and the storage version migrator, rule by rule', () => {
  const golden = readFileSync(new URL('./testdata/bootstrap-policy.txt', import.meta.url), 'utf8')
  expect(described().split('\n')).toEqual(golden.trimEnd().split('\n'))
})

it('marks every role and binding as reconciled at start', () => {
  for (const { metadata } of [...bootstrapClusterRoles, ...bootstrapClusterRoleBindings, ...bootstrapRoles]) {
    expect(metadata.labels).toMatchObject({ 'kubernetes.io/bootstrapping': 'rbac-defaults' })
    expect(metadata.annotations).toEqual({ 'rbac.authorization.kubernetes.io/autoupdate': 'true' })
  }
})

function described(): string {
  const describe = (kind: string, objects: readonly unknown[]): string[] =>
    objects.map((object) => textOf(kind, object as RoleOrBinding))
  return [
    ...describe('ClusterRole', bootstrapClusterRoles),
    ...describe('ClusterRoleBinding', bootstrapClusterRoleBindings),
    ...describe('Role', bootstrapRoles),
    ...describe('RoleBinding', bootstrapRoleBindings),
  ]
    .sort()
    .join('\n')
}

function textOf(kind: string, object: RoleOrBinding): string {
  const { metadata, aggregationRule, rules = [], roleRef, subjects = [] } = object
  const labels = Object.entries(metadata.labels ?? {}).filter(([key]) => !key.endsWith('/bootstrapping'))
  const facts = [
    ...labels.map(([key, value]) => `label ${key}=${value}`),
    ...(aggregationRule?.clusterRoleSelectors ?? []).map((one) => `aggregates ${JSON.stringify(one)}`),
    ...rules.map(textOfRule),
    ...(roleRef ? [`to ${roleRef.kind} ${roleRef.name}`] : []),
    ...subjects.map(textOfSubject),
  ]
  const name = metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name
  return [`${kind} ${name}`, ...facts.map((fact) => `  ${fact}`)].join('\n')
}

function textOfRule({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  if (nonResourceURLs) return `${verbs} ${nonResourceURLs}`
  const groups = apiGroups?.map((group) => group || 'core')
  return `${verbs} ${resources} in ${groups}${resourceNames ? ` named ${resourceNames}` : ''}`
}

function textOfSubject({ kind, namespace, name }: Subject): string {
  return `for ${kind} ${namespace ? `${namespace}/` : ''}${name}`
}
