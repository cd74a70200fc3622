import type { PolicyRule } from '@knarr/api/rbac/v1'
import { nodeRules } from '../../authz/node/node-rules.ts'
import { allow, read, recordEvents, write } from './allow.ts'

const readUpdate = `${read} patch update`

const delegateAccess = [
  allow('create', 'authentication.k8s.io', 'tokenreviews'),
  allow('create', 'authorization.k8s.io', 'subjectaccessreviews'),
]

const schedulerRules = [
  recordEvents,
  allow('create', 'coordination.k8s.io', 'leases'),
  allow('get list update watch', 'coordination.k8s.io', 'leases', 'kube-scheduler'),
  allow(`${read} ${write}`, 'coordination.k8s.io', 'leasecandidates'),
  allow(read, '', 'nodes'),
  allow(`${read} delete`, '', 'pods'),
  allow('create', '', 'bindings pods/binding'),
  allow('patch update', '', 'pods/status'),
  allow(read, '', 'replicationcontrollers services'),
  allow(read, 'apps extensions', 'replicasets'),
  allow(read, 'apps', 'statefulsets'),
  allow(read, 'policy', 'poddisruptionbudgets'),
  allow(read, '', 'persistentvolumeclaims persistentvolumes'),
  ...delegateAccess,
  allow(read, 'storage.k8s.io', 'csinodes'),
  allow(read, 'storage.k8s.io', 'volumeattachments'),
  allow(read, '', 'namespaces'),
  allow(read, 'storage.k8s.io', 'csidrivers'),
  allow(read, 'storage.k8s.io', 'csistoragecapacities'),
  allow(read, 'resource.k8s.io', 'deviceclasses'),
  allow(readUpdate, 'resource.k8s.io', 'resourceclaims'),
  allow(readUpdate, 'resource.k8s.io', 'resourceclaims/status'),
  allow('update', '', 'pods/finalizers'),
  allow(read, 'resource.k8s.io', 'resourceslices'),
  allow('create delete', 'resource.k8s.io', 'resourceclaims'),
  allow('patch update', 'resource.k8s.io', 'resourceclaims/binding'),
]

const controllerManagerRules = [
  recordEvents,
  allow('create', 'coordination.k8s.io', 'leases'),
  allow('get update', 'coordination.k8s.io', 'leases', 'kube-controller-manager'),
  allow('create', '', 'secrets serviceaccounts'),
  allow('delete', '', 'secrets'),
  allow('get', '', 'configmaps namespaces secrets serviceaccounts'),
  allow('update', '', 'secrets serviceaccounts'),
  ...delegateAccess,
  allow('list watch', '*', '*'),
  allow('create', '', 'serviceaccounts/token'),
]

/** Roles of the control plane, of nodes and of what usually runs beside them. */
export const componentRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'system:heapster': [
    allow(read, '', 'events namespaces nodes pods'),
    allow(read, 'extensions', 'deployments'),
  ],
  'system:kube-aggregator': [allow(read, '', 'endpoints services')],
  'system:kube-controller-manager': controllerManagerRules,
  'system:kube-dns': [allow('list watch', '', 'endpoints services')],
  'system:kube-scheduler': schedulerRules,
  'system:kubelet-api-admin': [
    allow(read, '', 'nodes'),
    allow('proxy', '', 'nodes'),
    allow('*', '', 'nodes/log nodes/metrics nodes/proxy nodes/stats'),
    allow('*', '', 'nodes/configz nodes/healthz nodes/pods'),
  ],
  'system:node': nodeRules,
  'system:node-bootstrapper': [allow(`create ${read}`, 'certificates.k8s.io', 'certificatesigningrequests')],
  'system:node-problem-detector': [
    allow('get', '', 'nodes'),
    allow('patch', '', 'nodes/status'),
    recordEvents,
  ],
  'system:node-proxier': [
    allow('list watch', '', 'endpoints services'),
    allow(read, '', 'nodes'),
    recordEvents,
    allow('list watch', 'networking.k8s.io', 'servicecidrs'),
    allow('list watch', 'discovery.k8s.io', 'endpointslices'),
  ],
  'system:persistent-volume-provisioner': [
    allow(`${read} create delete`, '', 'persistentvolumes'),
    allow(`${read} update`, '', 'persistentvolumeclaims'),
    allow(read, 'storage.k8s.io', 'storageclasses'),
    allow('watch', '', 'events'),
    recordEvents,
  ],
  'system:volume-scheduler': [
    allow(readUpdate, '', 'persistentvolumes'),
    allow(read, 'storage.k8s.io', 'storageclasses'),
    allow(readUpdate, '', 'persistentvolumeclaims'),
  ],
}
