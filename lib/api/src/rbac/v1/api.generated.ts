// Made by hack/generate-api-types.ts from lib/api/facts.
import type { LabelSelector } from '../../meta/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface AggregationRule {
  clusterRoleSelectors?: LabelSelector[]
}

export interface ClusterRole {
  aggregationRule?: AggregationRule
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  rules?: PolicyRule[]
}

export interface ClusterRoleBinding {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  roleRef: RoleRef
  subjects?: Subject[]
}

export interface ClusterRoleBindingList {
  apiVersion: string
  items: ClusterRoleBinding[]
  kind: string
  metadata: ListMeta
}

export interface ClusterRoleList {
  apiVersion: string
  items: ClusterRole[]
  kind: string
  metadata: ListMeta
}

export interface PolicyRule {
  apiGroups?: string[]
  nonResourceURLs?: string[]
  resourceNames?: string[]
  resources?: string[]
  verbs: string[]
}

export interface Role {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  rules?: PolicyRule[]
}

export interface RoleBinding {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  roleRef: RoleRef
  subjects?: Subject[]
}

export interface RoleBindingList {
  apiVersion: string
  items: RoleBinding[]
  kind: string
  metadata: ListMeta
}

export interface RoleList {
  apiVersion: string
  items: Role[]
  kind: string
  metadata: ListMeta
}

export interface RoleRef {
  apiGroup?: string
  kind: string
  name: string
}

export interface Subject {
  apiGroup?: string
  kind: string
  name: string
  namespace?: string
}

export const clusterRoleBindings: Resource<ClusterRoleBinding> = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterrolebindings', kind: 'ClusterRoleBinding', namespaced: false }
export const clusterRoles: Resource<ClusterRole> = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles', kind: 'ClusterRole', namespaced: false }
export const roleBindings: Resource<RoleBinding> = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'rolebindings', kind: 'RoleBinding', namespaced: true }
export const roles: Resource<Role> = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'roles', kind: 'Role', namespaced: true }
