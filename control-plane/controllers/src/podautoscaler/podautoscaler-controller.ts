import { horizontalPodAutoscalers } from '@knarr/api/autoscaling/v2'
import { pods } from '@knarr/api/core/v1'
import type { Controller } from '@knarr/controller'
import { controllerNames } from '../controller-names.ts'
import { autoscale } from './autoscale.ts'
import { ScaleHistory } from './scale-history.ts'
import type { ScalableResources } from './scale-target.ts'

const periodMs = 15_000

interface Memory {
  readonly history: ScaleHistory
  generation: number
  lookedMs: number
}

/** Scales what each autoscaler points to by what its pods use, every 15 seconds. */
export function podAutoscalerController(resources: ScalableResources): Controller {
  const memories = new Map<string, Memory>()
  return {
    name: controllerNames.podAutoscaler,
    eventSource: 'horizontal-pod-autoscaler',
    watches: horizontalPodAutoscalers,
    reads: [pods],

    setup({ informer }) {
      informer(horizontalPodAutoscalers).addHandler({
        onDelete: ({ metadata }) => void memories.delete(metadata.uid),
      })
    },

    async reconcile(key, context) {
      const autoscaler = context.lister.get(horizontalPodAutoscalers, key)
      if (!autoscaler) return undefined
      const { uid, generation = 0 } = autoscaler.metadata
      const nowMs = context.clock.now()
      const memory = memories.get(uid) ?? { history: new ScaleHistory(), generation: -1, lookedMs: 0 }
      memories.set(uid, memory)
      const restMs = memory.lookedMs + periodMs - nowMs
      // Its own writes to the status are no reason to look again.
      if (memory.generation === generation && restMs > 0) return { requeueAfterMs: restMs }
      Object.assign(memory, { generation, lookedMs: nowMs })
      await autoscale(autoscaler, { ...context, resources, history: memory.history })
      return { requeueAfterMs: periodMs }
    },
  }
}
