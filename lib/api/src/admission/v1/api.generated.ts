// Made by hack/generate-api-types.ts from lib/api/facts.
import type { UserInfo } from '../../authentication/v1/api.generated.ts'
import type { GroupVersionKind, GroupVersionResource } from '../../meta/v1/api.generated.ts'
import type { Status } from '@knarr/machinery'

export interface AdmissionRequest {
  uid: string
  kind: GroupVersionKind
  resource: GroupVersionResource
  subResource?: string
  requestKind?: GroupVersionKind
  requestResource?: GroupVersionResource
  requestSubResource?: string
  name?: string
  namespace?: string
  operation: string
  userInfo: UserInfo
  object?: unknown
  oldObject?: unknown
  dryRun?: boolean
  options?: unknown
}

export interface AdmissionResponse {
  uid: string
  allowed: boolean
  status?: Status
  patch?: string
  patchType?: string
  auditAnnotations?: Record<string, string>
  warnings?: string[]
}

export interface AdmissionReview {
  apiVersion: string
  kind: string
  request?: AdmissionRequest
  response?: AdmissionResponse
}

