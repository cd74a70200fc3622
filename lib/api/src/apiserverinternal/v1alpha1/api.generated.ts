// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface ServerStorageVersion {
  apiServerID: string
  decodableVersions: string[]
  encodingVersion: string
  servedVersions?: string[]
}

export interface StorageVersion {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: StorageVersionSpec
  status?: StorageVersionStatus
}

export interface StorageVersionCondition {
  lastTransitionTime?: string
  message: string
  observedGeneration?: number
  reason: string
  status: string
  type: string
}

export interface StorageVersionList {
  apiVersion: string
  items: StorageVersion[]
  kind: string
  metadata: ListMeta
}

export type StorageVersionSpec = Record<string, unknown>

export interface StorageVersionStatus {
  commonEncodingVersion?: string
  conditions?: StorageVersionCondition[]
  storageVersions?: ServerStorageVersion[]
}

export const storageVersions: Resource<StorageVersion> = { group: 'internal.apiserver.k8s.io', version: 'v1alpha1', plural: 'storageversions', kind: 'StorageVersion', namespaced: false }
