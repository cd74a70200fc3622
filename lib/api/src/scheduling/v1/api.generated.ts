// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface PriorityClass {
  apiVersion: string
  description?: string
  globalDefault?: boolean
  kind: string
  metadata: ObjectMeta
  preemptionPolicy?: string
  value?: number
}

export interface PriorityClassList {
  apiVersion: string
  items: PriorityClass[]
  kind: string
  metadata: ListMeta
}

export const priorityClasses: Resource<PriorityClass> = { group: 'scheduling.k8s.io', version: 'v1', plural: 'priorityclasses', kind: 'PriorityClass', namespaced: false }
