// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Condition } from '../../meta/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface IPAddress {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: IPAddressSpec
}

export interface IPAddressList {
  apiVersion: string
  items: IPAddress[]
  kind: string
  metadata: ListMeta
}

export interface IPAddressSpec {
  parentRef: ParentReference
}

export interface ParentReference {
  group?: string
  name: string
  namespace?: string
  resource: string
}

export interface ServiceCIDR {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: ServiceCIDRSpec
  status?: ServiceCIDRStatus
}

export interface ServiceCIDRList {
  apiVersion: string
  items: ServiceCIDR[]
  kind: string
  metadata: ListMeta
}

export interface ServiceCIDRSpec {
  cidrs?: string[]
}

export interface ServiceCIDRStatus {
  conditions?: Condition[]
}

export const ipAddresses: Resource<IPAddress> = { group: 'networking.k8s.io', version: 'v1beta1', plural: 'ipaddresses', kind: 'IPAddress', namespaced: false }
export const serviceCIDRs: Resource<ServiceCIDR> = { group: 'networking.k8s.io', version: 'v1beta1', plural: 'servicecidrs', kind: 'ServiceCIDR', namespaced: false }
