import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, Subject } from '@knarr/api/rbac/v1'
import type { Draft } from '@knarr/machinery'
import { aggregatedRules } from './policy/aggregated-rules.ts'
import { componentRoles } from './policy/component-roles.ts'
import { controllerRoles } from './policy/controller-roles.ts'
import { namespacedRoles } from './policy/namespaced-roles.ts'
import { userRoles } from './policy/user-roles.ts'

const group = 'rbac.authorization.k8s.io'

/** Every ClusterRole a new cluster has. */
export const bootstrapClusterRoles: readonly Draft<ClusterRole>[] = [
  aggregatingRole('admin'),
  aggregatingRole('edit', 'admin'),
  aggregatingRole('view', 'edit'),
  ...Object.entries(aggregatedRules).map(([into, rules]) => ({
    metadata: metadataOf(`system:aggregate-to-${into}`, aggregatedTo(into)),
    rules: [...rules],
  })),
  ...Object.entries({ ...userRoles, ...componentRoles }).map(([name, rules]) => ({
    metadata: metadataOf(name),
    rules: [...rules],
  })),
  ...Object.entries(controllerRoles).map(([name, rules]) => ({
    metadata: metadataOf(`system:controller:${name}`),
    rules: [...rules],
  })),
]

/** The ClusterRoleBindings of a new cluster; each is called as its role is. */
export const bootstrapClusterRoleBindings: readonly Draft<ClusterRoleBinding>[] = [
  bindRole('cluster-admin', groups('system:masters')),
  bindRole('system:basic-user', groups('system:authenticated')),
  bindRole('system:discovery', groups('system:authenticated')),
  bindRole('system:kube-controller-manager', users('system:kube-controller-manager')),
  bindRole('system:kube-dns', serviceAccounts('kube-dns')),
  bindRole('system:kube-scheduler', users('system:kube-scheduler')),
  bindRole('system:monitoring', groups('system:monitoring')),
  // The Node authorizer decides for nodes: nobody is bound until an administrator does.
  bindRole('system:node', []),
  bindRole('system:node-proxier', users('system:kube-proxy')),
  bindRole('system:public-info-viewer', groups('system:authenticated', 'system:unauthenticated')),
  bindRole('system:service-account-issuer-discovery', groups('system:serviceaccounts')),
  bindRole('system:volume-scheduler', users('system:kube-scheduler')),
  ...Object.keys(controllerRoles).map((name) => bindRole(`system:controller:${name}`, serviceAccounts(name))),
]

export const bootstrapRoles: readonly Draft<Role>[] = namespacedRoles.map(({ name, namespace, rules }) => ({
  metadata: { ...metadataOf(name), namespace },
  rules: [...rules],
}))

export const bootstrapRoleBindings: readonly Draft<RoleBinding>[] = namespacedRoles.map((role) => ({
  metadata: { ...metadataOf(role.bindingName ?? role.name), namespace: role.namespace },
  roleRef: { apiGroup: group, kind: 'Role', name: role.name },
  subjects: [...users(...(role.users ?? [])), ...serviceAccounts(...(role.serviceAccounts ?? []))],
}))

/** A role whose rules a controller gathers from all that are labelled for it. */
function aggregatingRole(name: string, into?: string): Draft<ClusterRole> {
  return {
    metadata: metadataOf(name, into ? aggregatedTo(into) : {}),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregatedTo(name) }] },
    rules: [],
  }
}

function bindRole(name: string, subjects: Subject[]): Draft<ClusterRoleBinding> {
  return { metadata: metadataOf(name), roleRef: { apiGroup: group, kind: 'ClusterRole', name }, subjects }
}

function metadataOf(name: string, labels: Readonly<Record<string, string>> = {}): Draft<Role>['metadata'] {
  return {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  }
}

function aggregatedTo(role: string): Record<string, string> {
  return { [`${group}/aggregate-to-${role}`]: 'true' }
}

function groups(...names: string[]): Subject[] {
  return names.map((name) => ({ apiGroup: group, kind: 'Group', name }))
}

function users(...names: readonly string[]): Subject[] {
  return names.map((name) => ({ apiGroup: group, kind: 'User', name }))
}

function serviceAccounts(...names: readonly string[]): Subject[] {
  return names.map((name) => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' }))
}
