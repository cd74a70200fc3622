import type { LabelSelector } from '@knarr/api/meta/v1'
import { cloneJson, type KubeObject, selectorOf } from '@knarr/machinery'
import type { ScaleMapping } from '../strategy.ts'

interface Scalable extends KubeObject {
  spec: { replicas?: number; selector?: LabelSelector }
  status?: { replicas?: number }
}

/** The scale of a workload with the usual fields in the usual places. */
export function scaleOf<T extends Scalable>(): ScaleMapping<T> {
  return {
    replicas: ({ spec }) => spec.replicas ?? 0,
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorOf(spec.selector).toString(),
    withReplicas: (object, replicas) => {
      const scaled = cloneJson(object)
      scaled.spec.replicas = replicas
      return scaled
    },
  }
}
