// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Condition, GroupResource } from '../../meta/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface StorageVersionMigration {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: StorageVersionMigrationSpec
  status?: StorageVersionMigrationStatus
}

export interface StorageVersionMigrationList {
  apiVersion: string
  items: StorageVersionMigration[]
  kind: string
  metadata: ListMeta
}

export interface StorageVersionMigrationSpec {
  resource: GroupResource
}

export interface StorageVersionMigrationStatus {
  conditions?: Condition[]
  resourceVersion?: string
}

export const storageVersionMigrations: Resource<StorageVersionMigration> = { group: 'storagemigration.k8s.io', version: 'v1beta1', plural: 'storageversionmigrations', kind: 'StorageVersionMigration', namespaced: false }
