// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface ClusterTrustBundle {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: ClusterTrustBundleSpec
}

export interface ClusterTrustBundleList {
  apiVersion: string
  items: ClusterTrustBundle[]
  kind: string
  metadata: ListMeta
}

export interface ClusterTrustBundleSpec {
  signerName?: string
  trustBundle: string
}

export const clusterTrustBundles: Resource<ClusterTrustBundle> = { group: 'certificates.k8s.io', version: 'v1alpha1', plural: 'clustertrustbundles', kind: 'ClusterTrustBundle', namespaced: false }
