import type { PolicyRule } from '@knarr/api/rbac/v1'

const reads = ['get', 'list', 'watch']
const writes = ['create', 'delete', 'deletecollection', 'patch', 'update']

const apps = [
  'daemonsets',
  'deployments',
  'deployments/scale',
  'replicasets',
  'replicasets/scale',
  'statefulsets',
  'statefulsets/scale',
]
const workloads = [
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'replicationcontrollers/scale',
  'serviceaccounts',
  'services',
]

/** What admin, edit and view of a namespace may, each beyond the next: upstream's `system:aggregate-to-*`. */
export const aggregatedPolicy: Readonly<Record<'admin' | 'edit' | 'view', readonly PolicyRule[]>> = {
  admin: [
    rule('authorization.k8s.io', ['localsubjectaccessreviews'], ['create']),
    rule(
      'rbac.authorization.k8s.io',
      ['rolebindings', 'roles'],
      ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    ),
  ],
  edit: [
    rule(
      '',
      ['pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'],
      reads,
    ),
    rule('', ['serviceaccounts'], ['impersonate']),
    rule('', ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'], writes),
    rule('', ['pods/eviction'], ['create']),
    rule('', [...workloads.filter((name) => name !== 'pods'), 'events', 'secrets', 'services/proxy'], writes),
    rule('', ['serviceaccounts/token'], ['create']),
    rule('apps', [...apps, 'deployments/rollback'], writes),
    rule('autoscaling', ['horizontalpodautoscalers'], writes),
    rule('batch', ['cronjobs', 'jobs'], writes),
    rule('networking.k8s.io', ['ingresses', 'networkpolicies'], writes),
    rule('policy', ['poddisruptionbudgets'], writes),
    rule(
      'coordination.k8s.io',
      ['leases'],
      ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    ),
    rule('resource.k8s.io', ['resourceclaims', 'resourceclaimtemplates'], writes),
  ],
  view: [
    rule('', [...workloads, 'endpoints', 'persistentvolumeclaims/status', 'services/status'], reads),
    rule(
      '',
      [
        'bindings',
        'events',
        'limitranges',
        'namespaces/status',
        'pods/log',
        'pods/status',
        'replicationcontrollers/status',
        'resourcequotas',
        'resourcequotas/status',
      ],
      reads,
    ),
    rule('', ['namespaces'], reads),
    rule('discovery.k8s.io', ['endpointslices'], reads),
    rule('apps', [...withStatus(apps), 'controllerrevisions'], reads),
    rule('autoscaling', ['horizontalpodautoscalers', 'horizontalpodautoscalers/status'], reads),
    rule('batch', ['cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'], reads),
    rule('networking.k8s.io', ['ingresses', 'ingresses/status', 'networkpolicies'], reads),
    rule('policy', ['poddisruptionbudgets', 'poddisruptionbudgets/status'], reads),
    rule('resource.k8s.io', ['resourceclaims', 'resourceclaims/status', 'resourceclaimtemplates'], reads),
  ],
}

function rule(apiGroup: string, resources: string[], verbs: string[]): PolicyRule {
  return { apiGroups: [apiGroup], resources, verbs }
}

function withStatus(resources: readonly string[]): string[] {
  return resources.flatMap((name) => (name.includes('/') ? [name] : [name, `${name}/status`]))
}
