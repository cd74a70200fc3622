// Made by hack/generate-api-types.ts from lib/api/facts.
import type { PersistentVolumeSpec, TopologySelectorTerm } from '../../core/v1/api.generated.ts'
import type { LabelSelector } from '../../meta/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface CSIDriver {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: CSIDriverSpec
}

export interface CSIDriverList {
  apiVersion: string
  items: CSIDriver[]
  kind: string
  metadata: ListMeta
}

export interface CSIDriverSpec {
  attachRequired?: boolean
  fsGroupPolicy?: string
  nodeAllocatableUpdatePeriodSeconds?: number
  podInfoOnMount?: boolean
  preventPodSchedulingIfMissing?: boolean
  requiresRepublish?: boolean
  seLinuxMount?: boolean
  serviceAccountTokenInSecrets?: boolean
  storageCapacity?: boolean
  tokenRequests?: TokenRequest[]
  volumeLifecycleModes?: string[]
}

export interface CSINode {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: CSINodeSpec
}

export interface CSINodeDriver {
  allocatable?: VolumeNodeResources
  name: string
  nodeID: string
  topologyKeys?: string[]
}

export interface CSINodeList {
  apiVersion: string
  items: CSINode[]
  kind: string
  metadata: ListMeta
}

export interface CSINodeSpec {
  drivers: CSINodeDriver[]
}

export interface CSIStorageCapacity {
  apiVersion: string
  capacity?: string
  kind: string
  maximumVolumeSize?: string
  metadata: ObjectMeta
  nodeTopology?: LabelSelector
  storageClassName: string
}

export interface CSIStorageCapacityList {
  apiVersion: string
  items: CSIStorageCapacity[]
  kind: string
  metadata: ListMeta
}

export interface StorageClass {
  allowVolumeExpansion?: boolean
  allowedTopologies?: TopologySelectorTerm[]
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  mountOptions?: string[]
  parameters?: Record<string, string>
  provisioner: string
  reclaimPolicy?: string
  volumeBindingMode?: string
}

export interface StorageClassList {
  apiVersion: string
  items: StorageClass[]
  kind: string
  metadata: ListMeta
}

export interface TokenRequest {
  audience: string
  expirationSeconds?: number
}

export interface VolumeAttachment {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: VolumeAttachmentSpec
  status?: VolumeAttachmentStatus
}

export interface VolumeAttachmentList {
  apiVersion: string
  items: VolumeAttachment[]
  kind: string
  metadata: ListMeta
}

export interface VolumeAttachmentSource {
  inlineVolumeSpec?: PersistentVolumeSpec
  persistentVolumeName?: string
}

export interface VolumeAttachmentSpec {
  attacher: string
  nodeName: string
  source: VolumeAttachmentSource
}

export interface VolumeAttachmentStatus {
  attachError?: VolumeError
  attached: boolean
  attachmentMetadata?: Record<string, string>
  detachError?: VolumeError
}

export interface VolumeAttributesClass {
  apiVersion: string
  driverName: string
  kind: string
  metadata: ObjectMeta
  parameters?: Record<string, string>
}

export interface VolumeAttributesClassList {
  apiVersion: string
  items: VolumeAttributesClass[]
  kind: string
  metadata: ListMeta
}

export interface VolumeError {
  errorCode?: number
  message?: string
  time?: string
}

export interface VolumeNodeResources {
  count?: number
}

export const csiDrivers: Resource<CSIDriver> = { group: 'storage.k8s.io', version: 'v1', plural: 'csidrivers', kind: 'CSIDriver', namespaced: false }
export const csiNodes: Resource<CSINode> = { group: 'storage.k8s.io', version: 'v1', plural: 'csinodes', kind: 'CSINode', namespaced: false }
export const csiStorageCapacities: Resource<CSIStorageCapacity> = { group: 'storage.k8s.io', version: 'v1', plural: 'csistoragecapacities', kind: 'CSIStorageCapacity', namespaced: true }
export const storageClasses: Resource<StorageClass> = { group: 'storage.k8s.io', version: 'v1', plural: 'storageclasses', kind: 'StorageClass', namespaced: false }
export const volumeAttachments: Resource<VolumeAttachment> = { group: 'storage.k8s.io', version: 'v1', plural: 'volumeattachments', kind: 'VolumeAttachment', namespaced: false }
export const volumeAttributesClasses: Resource<VolumeAttributesClass> = { group: 'storage.k8s.io', version: 'v1', plural: 'volumeattributesclasses', kind: 'VolumeAttributesClass', namespaced: false }
