import { type ServiceAccount, serviceAccounts } from '@knarr/api/core/v1'
import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRoleBindings,
  clusterRoles,
} from '@knarr/api/rbac/v1'
import { type StorageClass, storageClasses } from '@knarr/api/storage/v1'
import { type Client, createIfMissing } from '@knarr/client'
import type { Draft } from '@knarr/machinery'

/** What storage classes call this provisioner. */
export const provisionerName = 'knarr.io/local-path'

const account = { namespace: 'kube-system', name: 'local-path-provisioner' } as const

/** The user that makes and deletes volumes. */
export const provisionerUser = {
  name: 'system:serviceaccount:kube-system:local-path-provisioner',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
} as const

/** Creates the default storage class, and the account and role of the provisioner; what is there stays as it is. */
export async function ensureProvisionerObjects(client: Client): Promise<void> {
  await createIfMissing(client, serviceAccounts, serviceAccount)
  await createIfMissing(client, clusterRoles, clusterRole)
  await createIfMissing(client, clusterRoleBindings, clusterRoleBinding)
  await createIfMissing(client, storageClasses, defaultClass)
}

const defaultClass: Draft<StorageClass> = {
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: provisionerName,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
}

const serviceAccount: Draft<ServiceAccount> = { metadata: { ...account } }

const roleName = 'system:local-path-provisioner'
const read = ['get', 'list', 'watch']

const clusterRole: Draft<ClusterRole> = {
  metadata: { name: roleName },
  rules: [
    { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...read, 'create', 'update', 'delete'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...read, 'update'] },
    { apiGroups: [''], resources: ['persistentvolumeclaims/status'], verbs: ['update'] },
    { apiGroups: [''], resources: ['nodes'], verbs: read },
    { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
    { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
  ],
}

const clusterRoleBinding: Draft<ClusterRoleBinding> = {
  metadata: { name: roleName },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
  subjects: [{ kind: 'ServiceAccount', ...account }],
}
