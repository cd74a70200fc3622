import type { PolicyRule } from '@knarr/api/rbac/v1'
import { allow, eventGroups, read, write } from './allow.ts'

const legacyWorkloads =
  'daemonsets deployments deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale'

/** What admin, edit and view of a namespace may, each beyond the next: upstream's `system:aggregate-to-*`. */
export const aggregatedRules: Readonly<Record<'admin' | 'edit' | 'view', readonly PolicyRule[]>> = {
  admin: [
    allow('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
    allow(`${read} ${write}`, 'rbac.authorization.k8s.io', 'rolebindings roles'),
  ],
  edit: [
    allow(read, '', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
    allow('impersonate', '', 'serviceaccounts'),
    allow(write, '', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
    allow('create', '', 'pods/eviction'),
    allow(
      write,
      '',
      'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
    ),
    allow('create', '', 'serviceaccounts/token'),
    allow(write, eventGroups, 'events'),
    allow(
      write,
      'apps',
      'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
    ),
    allow(write, 'autoscaling', 'horizontalpodautoscalers'),
    allow(write, 'batch', 'cronjobs jobs'),
    allow(write, 'extensions', `${legacyWorkloads} deployments/rollback`),
    allow(write, 'policy', 'poddisruptionbudgets'),
    allow(write, 'networking.k8s.io', 'ingresses networkpolicies'),
    allow(`${read} ${write}`, 'coordination.k8s.io', 'leases'),
    allow(write, 'resource.k8s.io', 'resourceclaims resourceclaimtemplates'),
  ],
  view: [
    allow(
      read,
      '',
      'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
    ),
    allow(
      read,
      '',
      'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
    ),
    allow(read, '', 'namespaces'),
    allow(read, eventGroups, 'events'),
    allow(read, 'discovery.k8s.io', 'endpointslices'),
    allow(
      read,
      'apps',
      'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
    ),
    allow(read, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
    allow(read, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
    allow(
      read,
      'extensions',
      `${legacyWorkloads} daemonsets/status deployments/status ingresses/status replicasets/status`,
    ),
    allow(read, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
    allow(read, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
    allow(read, 'resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
  ],
}
