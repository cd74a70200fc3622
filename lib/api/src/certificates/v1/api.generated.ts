// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface CertificateSigningRequest {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: CertificateSigningRequestSpec
  status?: CertificateSigningRequestStatus
}

export interface CertificateSigningRequestCondition {
  lastTransitionTime?: string
  lastUpdateTime?: string
  message?: string
  reason?: string
  status: string
  type: string
}

export interface CertificateSigningRequestList {
  apiVersion: string
  items: CertificateSigningRequest[]
  kind: string
  metadata: ListMeta
}

export interface CertificateSigningRequestSpec {
  expirationSeconds?: number
  extra?: Record<string, string[]>
  groups?: string[]
  request: string
  signerName: string
  uid?: string
  usages?: string[]
  username?: string
}

export interface CertificateSigningRequestStatus {
  certificate?: string
  conditions?: CertificateSigningRequestCondition[]
}

export const certificateSigningRequests: Resource<CertificateSigningRequest> = { group: 'certificates.k8s.io', version: 'v1', plural: 'certificatesigningrequests', kind: 'CertificateSigningRequest', namespaced: false }
