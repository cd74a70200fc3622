// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface Lease {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: LeaseSpec
}

export interface LeaseList {
  apiVersion: string
  items: Lease[]
  kind: string
  metadata: ListMeta
}

export interface LeaseSpec {
  acquireTime?: string
  holderIdentity?: string
  leaseDurationSeconds?: number
  leaseTransitions?: number
  preferredHolder?: string
  renewTime?: string
  strategy?: string
}

export const leases: Resource<Lease> = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', kind: 'Lease', namespaced: true }
