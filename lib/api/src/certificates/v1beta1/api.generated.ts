// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Condition } from '../../meta/v1/api.generated.ts'
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

export interface PodCertificateRequest {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: PodCertificateRequestSpec
  status?: PodCertificateRequestStatus
}

export interface PodCertificateRequestList {
  apiVersion: string
  items: PodCertificateRequest[]
  kind: string
  metadata: ListMeta
}

export interface PodCertificateRequestSpec {
  maxExpirationSeconds?: number
  nodeName: string
  nodeUID: string
  pkixPublicKey?: string
  podName: string
  podUID: string
  proofOfPossession?: string
  serviceAccountName: string
  serviceAccountUID: string
  signerName: string
  stubPKCS10Request: string
  unverifiedUserAnnotations?: Record<string, string>
}

export interface PodCertificateRequestStatus {
  beginRefreshAt?: string
  certificateChain?: string
  conditions?: Condition[]
  notAfter?: string
  notBefore?: string
}

export const clusterTrustBundles: Resource<ClusterTrustBundle> = { group: 'certificates.k8s.io', version: 'v1beta1', plural: 'clustertrustbundles', kind: 'ClusterTrustBundle', namespaced: false }
export const podCertificateRequests: Resource<PodCertificateRequest> = { group: 'certificates.k8s.io', version: 'v1beta1', plural: 'podcertificaterequests', kind: 'PodCertificateRequest', namespaced: true }
