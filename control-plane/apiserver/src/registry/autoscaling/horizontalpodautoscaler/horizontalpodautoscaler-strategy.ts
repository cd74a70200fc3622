import { type HorizontalPodAutoscaler, horizontalPodAutoscalers } from '@knarr/api/autoscaling/v2'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { setHorizontalPodAutoscalerDefaults } from './horizontalpodautoscaler-defaults.ts'
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerUpdate,
} from './horizontalpodautoscaler-validation.ts'
import { metricsText } from './metrics-text.ts'

export const horizontalPodAutoscalerStrategy: Strategy<HorizontalPodAutoscaler> =
  strategyOf<HorizontalPodAutoscaler>({
    resource: horizontalPodAutoscalers,
    bumpsGeneration: null,
    defaults: setHorizontalPodAutoscalerDefaults,
    prepareForCreate: (autoscaler) => {
      autoscaler.status = { desiredReplicas: 0 }
    },
    validate: validateHorizontalPodAutoscaler,
    validateUpdate: validateHorizontalPodAutoscalerUpdate,
    table: tableOf(
      [
        column('Reference', 'What is scaled.'),
        column('Targets', 'The metrics, as they are and as they should be.'),
        column('MinPods', 'The least number of pods.'),
        column('MaxPods', 'The largest number of pods.'),
        column('Replicas', 'How many pods there are.'),
        ageColumn,
      ],
      (autoscaler, nowMs) => {
        const { scaleTargetRef, minReplicas, maxReplicas } = autoscaler.spec
        return [
          `${scaleTargetRef.kind}/${scaleTargetRef.name}`,
          metricsText(autoscaler),
          minReplicas === undefined ? '<unset>' : String(minReplicas),
          maxReplicas,
          autoscaler.status?.currentReplicas ?? 0,
          ageOf(autoscaler, nowMs),
        ]
      },
    ),
  })
