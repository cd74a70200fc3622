// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Toleration } from '../../core/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface Overhead {
  podFixed?: Record<string, string>
}

export interface RuntimeClass {
  apiVersion: string
  handler: string
  kind: string
  metadata: ObjectMeta
  overhead?: Overhead
  scheduling?: Scheduling
}

export interface RuntimeClassList {
  apiVersion: string
  items: RuntimeClass[]
  kind: string
  metadata: ListMeta
}

export interface Scheduling {
  nodeSelector?: Record<string, string>
  tolerations?: Toleration[]
}

export const runtimeClasses: Resource<RuntimeClass> = { group: 'node.k8s.io', version: 'v1', plural: 'runtimeclasses', kind: 'RuntimeClass', namespaced: false }
