// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Condition } from '../../meta/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface DeviceTaint {
  effect: string
  key: string
  timeAdded?: string
  value?: string
}

export interface DeviceTaintRule {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: DeviceTaintRuleSpec
  status?: DeviceTaintRuleStatus
}

export interface DeviceTaintRuleList {
  apiVersion: string
  items: DeviceTaintRule[]
  kind: string
  metadata: ListMeta
}

export interface DeviceTaintRuleSpec {
  deviceSelector?: DeviceTaintSelector
  taint: DeviceTaint
}

export interface DeviceTaintRuleStatus {
  conditions?: Condition[]
}

export interface DeviceTaintSelector {
  device?: string
  driver?: string
  pool?: string
}

export interface PoolStatus {
  allocatedDevices?: number
  availableDevices?: number
  driver: string
  generation: number
  nodeName?: string
  poolName: string
  resourceSliceCount?: number
  totalDevices?: number
  unavailableDevices?: number
  validationError?: string
}

export interface ResourcePoolStatusRequest {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: ResourcePoolStatusRequestSpec
  status?: ResourcePoolStatusRequestStatus
}

export interface ResourcePoolStatusRequestList {
  apiVersion: string
  items: ResourcePoolStatusRequest[]
  kind: string
  metadata: ListMeta
}

export interface ResourcePoolStatusRequestSpec {
  driver: string
  limit?: number
  poolName?: string
}

export interface ResourcePoolStatusRequestStatus {
  conditions?: Condition[]
  poolCount: number
  pools?: PoolStatus[]
}

export const deviceTaintRules: Resource<DeviceTaintRule> = { group: 'resource.k8s.io', version: 'v1alpha3', plural: 'devicetaintrules', kind: 'DeviceTaintRule', namespaced: false }
export const resourcePoolStatusRequests: Resource<ResourcePoolStatusRequest> = { group: 'resource.k8s.io', version: 'v1alpha3', plural: 'resourcepoolstatusrequests', kind: 'ResourcePoolStatusRequest', namespaced: false }
