// Made by hack/generate-api-types.ts from lib/api/facts.
import type { Duration } from '../../meta/v1/api.generated.ts'
import type { ListMeta, ObjectMeta } from '@knarr/machinery'

export interface ContainerMetrics {
  name: string
  usage: Record<string, string>
}

export interface NodeMetrics {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  timestamp: string
  window: Duration
  usage: Record<string, string>
}

export interface PodMetrics {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  timestamp: string
  window: Duration
  containers: ContainerMetrics[]
}

export interface NodeMetricsList {
  apiVersion: string
  items: NodeMetrics[]
  kind: string
  metadata: ListMeta
}

export interface PodMetricsList {
  apiVersion: string
  items: PodMetrics[]
  kind: string
  metadata: ListMeta
}

