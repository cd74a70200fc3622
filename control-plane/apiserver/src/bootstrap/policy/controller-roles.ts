import type { PolicyRule } from '@knarr/api/rbac/v1'
import { allow, read, recordEvents } from './allow.ts'
import { volumeControllerRoles } from './volume-controller-roles.ts'
import { workloadControllerRoles } from './workload-controller-roles.ts'

const certificates = 'certificates.k8s.io'
const clientOfKubelet = 'kubernetes.io/kube-apiserver-client-kubelet'

/** By the name of the service account in `kube-system` each is bound to; `system:controller:` stands before it. */
export const controllerRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  ...workloadControllerRoles,
  ...volumeControllerRoles,
  'certificate-controller': [
    allow(`${read} delete`, certificates, 'certificatesigningrequests'),
    allow('update', certificates, 'certificatesigningrequests/approval certificatesigningrequests/status'),
    allow('approve', certificates, 'signers', clientOfKubelet),
    allow(
      'sign',
      certificates,
      'signers',
      `kubernetes.io/kube-apiserver-client ${clientOfKubelet} kubernetes.io/kubelet-serving kubernetes.io/legacy-unknown`,
    ),
    allow('create', 'authorization.k8s.io', 'subjectaccessreviews'),
    recordEvents,
  ],
  'clusterrole-aggregation-controller': [
    allow(`escalate ${read} patch update`, 'rbac.authorization.k8s.io', 'clusterroles'),
  ],
  'device-taint-eviction-controller': [
    allow(`${read} delete`, '', 'pods'),
    allow('patch update', '', 'pods/status'),
    allow(read, 'resource.k8s.io', 'resourceclaims'),
    allow(read, 'resource.k8s.io', 'resourceslices'),
    allow(read, 'resource.k8s.io', 'deviceclasses'),
    recordEvents,
  ],
  'endpoint-controller': [
    allow(read, '', 'pods services'),
    allow(`${read} create delete update`, '', 'endpoints'),
    allow('create', '', 'endpoints/restricted'),
    recordEvents,
  ],
  'endpointslice-controller': [
    allow(read, '', 'nodes pods services'),
    allow('update', '', 'services/finalizers'),
    allow(`${read} create delete update`, 'discovery.k8s.io', 'endpointslices'),
    recordEvents,
  ],
  'endpointslicemirroring-controller': [
    allow(read, '', 'endpoints services'),
    allow('update', '', 'services/finalizers'),
    allow('update', '', 'endpoints/finalizers'),
    allow(`${read} create delete update`, 'discovery.k8s.io', 'endpointslices'),
    recordEvents,
  ],
  'generic-garbage-collector': [allow(`${read} delete patch update`, '*', '*'), recordEvents],
  'legacy-service-account-token-cleaner': [
    allow('get', '', 'configmaps', 'kube-apiserver-legacy-service-account-token-tracking'),
    allow('delete patch', '', 'secrets'),
  ],
  'namespace-controller': [
    allow(`${read} delete`, '', 'namespaces'),
    allow('update', '', 'namespaces/finalize namespaces/status'),
    allow(`${read} delete deletecollection`, '*', '*'),
  ],
  'node-controller': [
    allow(`${read} delete patch update`, '', 'nodes'),
    allow('patch update', '', 'nodes/status'),
    allow('patch update', '', 'pods/status'),
    allow(`${read} delete`, '', 'pods'),
    recordEvents,
  ],
  'pod-garbage-collector': [
    allow('delete list watch', '', 'pods'),
    allow(read, '', 'nodes'),
    allow('patch', '', 'pods/status'),
  ],
  'resource-claim-controller': [
    allow(read, '', 'pods'),
    allow('update', '', 'pods/finalizers'),
    allow(`${read} create delete`, 'resource.k8s.io', 'resourceclaims'),
    allow('patch update', 'resource.k8s.io', 'resourceclaims resourceclaims/status'),
    allow('patch update', '', 'pods/status'),
    recordEvents,
    allow('patch update', 'resource.k8s.io', 'resourceclaims/binding'),
  ],
  'resourcequota-controller': [
    allow('list watch', '*', '*'),
    allow('update', '', 'resourcequotas/status'),
    recordEvents,
  ],
  'root-ca-cert-publisher': [allow('create update', '', 'configmaps'), recordEvents],
  'route-controller': [allow('list watch', '', 'nodes'), allow('patch', '', 'nodes/status'), recordEvents],
  'service-account-controller': [allow('create', '', 'serviceaccounts'), recordEvents],
  'service-cidrs-controller': [
    allow(`${read} patch update`, 'networking.k8s.io', 'servicecidrs'),
    allow('patch update', 'networking.k8s.io', 'servicecidrs/finalizers'),
    allow('patch update', 'networking.k8s.io', 'servicecidrs/status'),
    allow(read, 'networking.k8s.io', 'ipaddresses'),
    recordEvents,
  ],
  'service-controller': [
    allow(read, '', 'services'),
    allow('patch update', '', 'services/status'),
    allow('list watch', '', 'nodes'),
    recordEvents,
  ],
  'ttl-controller': [allow('list patch update watch', '', 'nodes'), recordEvents],
  'validatingadmissionpolicy-status-controller': [
    allow(read, 'admissionregistration.k8s.io', 'validatingadmissionpolicies'),
    allow('get patch update', 'admissionregistration.k8s.io', 'validatingadmissionpolicies/status'),
    recordEvents,
  ],
  // Upstream has it behind its feature StorageVersionMigrator; the rules about definitions are Knarr's own.
  'storage-version-migrator-controller': [
    allow('list patch', '*', '*'),
    allow(`${read} create delete`, 'storagemigration.k8s.io', 'storageversionmigrations'),
    allow('update', 'storagemigration.k8s.io', 'storageversionmigrations/status'),
    allow(read, 'apiextensions.k8s.io', 'customresourcedefinitions'),
    allow(
      'update',
      'apiextensions.k8s.io',
      'customresourcedefinitions/finalizers customresourcedefinitions/status',
    ),
    recordEvents,
  ],
}
