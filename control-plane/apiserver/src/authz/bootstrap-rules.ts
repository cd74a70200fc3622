import type { PolicyRule } from './rule-authorizer.ts'

const reads = ['get', 'list', 'watch']
const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }

/**
 * What holds without any RBAC object: upstream's `system:masters`, the public paths, what every user may know
 * of itself, and the cluster's own components.
 */
export const bootstrapRules: readonly PolicyRule[] = [
  { groups: ['system:masters'], ...everything },
  { groups: ['system:masters'], verbs: ['*'], nonResourceURLs: ['*'] },
  {
    groups: ['system:authenticated', 'system:unauthenticated'],
    verbs: ['get'],
    nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'],
  },
  {
    groups: ['system:authenticated'],
    verbs: ['get'],
    nonResourceURLs: [
      '/',
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
    ],
  },
  {
    groups: ['system:authenticated'],
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  {
    groups: ['system:authenticated'],
    verbs: ['create'],
    apiGroups: ['authentication.k8s.io'],
    resources: ['selfsubjectreviews'],
  },
  { users: ['system:kube-controller-manager'], ...everything },
  { users: ['system:kube-controller-manager'], verbs: ['get'], nonResourceURLs: ['*'] },
  ...schedulerRules(),
  ...proxyRules(),
]

function schedulerRules(): PolicyRule[] {
  const users = ['system:kube-scheduler']
  return [
    { users, verbs: reads, apiGroups: ['*'], resources: ['*'] },
    { users, verbs: ['create'], apiGroups: [''], resources: ['bindings', 'pods/binding'] },
    { users, verbs: ['delete'], apiGroups: [''], resources: ['pods'] },
    { users, verbs: ['patch', 'update'], apiGroups: [''], resources: ['pods/status'] },
    { users, verbs: ['create', 'patch', 'update'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] },
    {
      users,
      verbs: ['create', 'patch', 'update'],
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
    },
    {
      users,
      verbs: ['patch', 'update'],
      apiGroups: [''],
      resources: ['persistentvolumeclaims', 'persistentvolumes'],
    },
    { users, verbs: ['*'], apiGroups: ['resource.k8s.io'], resources: ['*'] },
  ]
}

function proxyRules(): PolicyRule[] {
  const users = ['system:kube-proxy']
  return [
    { users, verbs: ['list', 'watch'], apiGroups: [''], resources: ['endpoints', 'services'] },
    { users, verbs: reads, apiGroups: [''], resources: ['nodes'] },
    { users, verbs: ['list', 'watch'], apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
    { users, verbs: ['list', 'watch'], apiGroups: ['networking.k8s.io'], resources: ['servicecidrs'] },
    { users, verbs: ['create', 'patch', 'update'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] },
  ]
}
