// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Condition, DeleteOptions, LabelSelector } from '../../meta/v1/api.generated.ts'
import type { Resource } from '../../resource.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface Eviction {
  apiVersion: string
  deleteOptions?: DeleteOptions
  kind: string
  metadata: ObjectMeta
}

export interface PodDisruptionBudget {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: PodDisruptionBudgetSpec
  status?: PodDisruptionBudgetStatus
}

export interface PodDisruptionBudgetList {
  apiVersion: string
  items: PodDisruptionBudget[]
  kind: string
  metadata: ListMeta
}

export interface PodDisruptionBudgetSpec {
  maxUnavailable?: number | string
  minAvailable?: number | string
  selector?: LabelSelector
  unhealthyPodEvictionPolicy?: string
}

export interface PodDisruptionBudgetStatus {
  conditions?: Condition[]
  currentHealthy?: number
  desiredHealthy?: number
  disruptedPods?: Record<string, string>
  disruptionsAllowed?: number
  expectedPods?: number
  observedGeneration?: number
}

export const podDisruptionBudgets: Resource<PodDisruptionBudget> = { group: 'policy', version: 'v1', plural: 'poddisruptionbudgets', kind: 'PodDisruptionBudget', namespaced: true }
