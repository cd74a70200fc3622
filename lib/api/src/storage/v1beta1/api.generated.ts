// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

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

export const volumeAttributesClasses: Resource<VolumeAttributesClass> = { group: 'storage.k8s.io', version: 'v1beta1', plural: 'volumeattributesclasses', kind: 'VolumeAttributesClass', namespaced: false }
