import type { PolicyRule } from '@knarr/api/rbac/v1'
import { allow, read, recordEvents } from './allow.ts'

export interface NamespacedRole {
  readonly namespace: string
  readonly name: string
  readonly rules: readonly PolicyRule[]
  /** Of the binding, where it is not called as the role is. */
  readonly bindingName?: string
  readonly users?: readonly string[]
  /** Service accounts in `kube-system`. */
  readonly serviceAccounts?: readonly string[]
}

const system = 'kube-system'
const coordination = 'coordination.k8s.io'
const lockLeader = [
  allow(`${read} create update`, coordination, 'leases'),
  allow(`${read} create update`, coordination, 'leasecandidates'),
]

/** What the control plane may in its own namespaces, each with whom it is bound to. */
export const namespacedRoles: readonly NamespacedRole[] = [
  {
    namespace: system,
    name: 'extension-apiserver-authentication-reader',
    rules: [allow(read, '', 'configmaps', 'extension-apiserver-authentication')],
    bindingName: 'system::extension-apiserver-authentication-reader',
    users: ['system:kube-controller-manager', 'system:kube-scheduler'],
  },
  {
    namespace: system,
    name: 'system::leader-locking-kube-controller-manager',
    rules: lockLeader,
    users: ['system:kube-controller-manager'],
    serviceAccounts: ['kube-controller-manager', 'leader-election-controller'],
  },
  {
    namespace: system,
    name: 'system::leader-locking-kube-scheduler',
    rules: lockLeader,
    users: ['system:kube-scheduler'],
    serviceAccounts: ['kube-scheduler'],
  },
  {
    namespace: system,
    name: 'system:controller:bootstrap-signer',
    rules: [allow(read, '', 'secrets')],
    serviceAccounts: ['bootstrap-signer'],
  },
  {
    namespace: system,
    name: 'system:controller:cloud-provider',
    rules: [allow(`${read} create`, '', 'configmaps')],
    serviceAccounts: ['cloud-provider'],
  },
  {
    namespace: system,
    name: 'system:controller:token-cleaner',
    rules: [allow(`${read} delete`, '', 'secrets'), recordEvents],
    serviceAccounts: ['token-cleaner'],
  },
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: [allow(read, '', 'configmaps'), allow('update', '', 'configmaps', 'cluster-info'), recordEvents],
    serviceAccounts: ['bootstrap-signer'],
  },
]
