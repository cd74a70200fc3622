import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '@knarr/api/rbac/v1'
import { aggregatedPolicy } from './aggregated-policy.ts'

const group = 'rbac.authorization.k8s.io'
const all = ['*']
const healthPaths = ['/healthz', '/livez', '/readyz', '/version', '/version/']
const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*']

type RoleOf = Pick<ClusterRole, 'rules' | 'aggregationRule'> & { readonly labels?: Record<string, string> }

/** Upstream's roles that users bind to or are bound to; components' own rights stand in `bootstrap-rules.ts`. */
const roles: Readonly<Record<string, RoleOf>> = {
  'cluster-admin': {
    rules: [
      { apiGroups: all, resources: all, verbs: all },
      { nonResourceURLs: all, verbs: all },
    ],
  },
  admin: aggregating(['admin']),
  edit: { ...aggregating(['edit']), labels: aggregatedTo('admin') },
  view: { ...aggregating(['view']), labels: aggregatedTo('edit') },
  'system:aggregate-to-admin': { rules: [...aggregatedPolicy.admin], labels: aggregatedTo('admin') },
  'system:aggregate-to-edit': { rules: [...aggregatedPolicy.edit], labels: aggregatedTo('edit') },
  'system:aggregate-to-view': { rules: [...aggregatedPolicy.view], labels: aggregatedTo('view') },
  'system:basic-user': {
    rules: [
      creates('authorization.k8s.io', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']),
      creates('authentication.k8s.io', ['selfsubjectreviews']),
    ],
  },
  'system:discovery': { rules: [gets([...discoveryPaths, ...healthPaths])] },
  'system:public-info-viewer': { rules: [gets(healthPaths)] },
  'system:monitoring': {
    rules: [
      gets([
        '/healthz',
        '/healthz/*',
        '/livez',
        '/livez/*',
        '/metrics',
        '/metrics/slis',
        '/readyz',
        '/readyz/*',
      ]),
    ],
  },
  'system:auth-delegator': {
    rules: [
      creates('authentication.k8s.io', ['tokenreviews']),
      creates('authorization.k8s.io', ['subjectaccessreviews']),
    ],
  },
  'system:service-account-issuer-discovery': {
    rules: [
      gets([
        '/.well-known/openid-configuration',
        '/.well-known/openid-configuration/',
        '/openid/v1/jwks',
        '/openid/v1/jwks/',
      ]),
    ],
  },
  'system:node-bootstrapper': {
    rules: [
      {
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests'],
        verbs: ['create', 'get', 'list', 'watch'],
      },
    ],
  },
}

const bindings: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['system:masters'],
  'system:basic-user': ['system:authenticated'],
  'system:discovery': ['system:authenticated'],
  'system:monitoring': ['system:monitoring'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
  'system:service-account-issuer-discovery': ['system:serviceaccounts'],
}

/** Every ClusterRole a new cluster has. */
export const bootstrapClusterRoles: readonly ClusterRole[] = Object.entries(roles).map(
  ([name, { labels, ...role }]) =>
    ({ metadata: metadataOf(name, labels), rules: [], ...role }) as unknown as ClusterRole,
)

/** Each binds the role of its own name to groups. */
export const bootstrapClusterRoleBindings: readonly ClusterRoleBinding[] = Object.entries(bindings).map(
  ([name, groups]) =>
    ({
      metadata: metadataOf(name),
      roleRef: { apiGroup: group, kind: 'ClusterRole', name },
      subjects: groups.map((subject) => ({ apiGroup: group, kind: 'Group', name: subject })),
    }) as unknown as ClusterRoleBinding,
)

function metadataOf(name: string, labels: Readonly<Record<string, string>> = {}): object {
  return {
    name,
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  }
}

function aggregatedTo(role: string): Record<string, string> {
  return { [`${group}/aggregate-to-${role}`]: 'true' }
}

function aggregating(names: readonly string[]): RoleOf {
  const clusterRoleSelectors = names.map((name) => ({ matchLabels: aggregatedTo(name) }))
  return { aggregationRule: { clusterRoleSelectors } }
}

function creates(apiGroup: string, resources: string[]): PolicyRule {
  return { apiGroups: [apiGroup], resources, verbs: ['create'] }
}

function gets(nonResourceURLs: string[]): PolicyRule {
  return { nonResourceURLs, verbs: ['get'] }
}
