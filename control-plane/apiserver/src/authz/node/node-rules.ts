import type { PolicyRule } from '@knarr/api/rbac/v1'

const reads = ['get', 'list', 'watch']

function rule(verbs: readonly string[], apiGroups: readonly string[], ...resources: string[]): PolicyRule {
  return { verbs: [...verbs], apiGroups: [...apiGroups], resources }
}

/** What every node may do, and the rules of the ClusterRole `system:node`; what needs a relation is decided elsewhere. */
export const nodeRules: readonly PolicyRule[] = [
  rule(['create'], ['authentication.k8s.io'], 'tokenreviews'),
  rule(['create'], ['authorization.k8s.io'], 'localsubjectaccessreviews', 'subjectaccessreviews'),
  rule(reads, [''], 'services'),
  rule(['create', ...reads], [''], 'nodes'),
  rule(['patch', 'update'], [''], 'nodes/status'),
  rule(['patch', 'update'], [''], 'nodes'),
  rule(['create', 'patch', 'update'], ['', 'events.k8s.io'], 'events'),
  rule(reads, [''], 'pods'),
  rule(['create', 'delete'], [''], 'pods'),
  rule(['patch', 'update'], [''], 'pods/status'),
  rule(['create'], [''], 'pods/eviction'),
  rule(reads, [''], 'configmaps', 'secrets'),
  rule(['get'], [''], 'persistentvolumeclaims', 'persistentvolumes'),
  rule(['get'], [''], 'endpoints'),
  rule(['create', ...reads], ['certificates.k8s.io'], 'certificatesigningrequests'),
  rule(['create', 'delete', 'get', 'patch', 'update'], ['coordination.k8s.io'], 'leases'),
  rule(['get'], ['storage.k8s.io'], 'volumeattachments'),
  rule(['create'], [''], 'serviceaccounts/token'),
  rule(['get', 'patch', 'update'], [''], 'persistentvolumeclaims/status'),
  rule(reads, ['storage.k8s.io'], 'csidrivers'),
  rule(['create', 'delete', 'get', 'patch', 'update'], ['storage.k8s.io'], 'csinodes'),
  rule(reads, ['node.k8s.io'], 'runtimeclasses'),
  rule(['get'], ['resource.k8s.io'], 'resourceclaims'),
  rule(['deletecollection'], ['resource.k8s.io'], 'resourceslices'),
  rule(['get'], [''], 'serviceaccounts'),
]
