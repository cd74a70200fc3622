import type { HorizontalPodAutoscaler, HPAScalingRules } from '@knarr/api/autoscaling/v2'

const defaultUtilization = 80

export function setHorizontalPodAutoscalerDefaults(autoscaler: HorizontalPodAutoscaler): void {
  autoscaler.spec ??= {} as HorizontalPodAutoscaler['spec']
  const { spec } = autoscaler
  spec.minReplicas ??= 1
  if (!spec.metrics?.length) {
    const target = { type: 'Utilization', averageUtilization: defaultUtilization }
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }]
  }
  if (!spec.behavior) return
  spec.behavior.scaleUp = fillRules(spec.behavior.scaleUp, scaleUp)
  spec.behavior.scaleDown = fillRules(spec.behavior.scaleDown, scaleDown)
}

const scaleUp: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
}

/** The window of scaling down is the controller's setting unless given. */
const scaleDown: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
}

function fillRules(rules: HPAScalingRules | undefined, defaults: HPAScalingRules): HPAScalingRules {
  const filled = { ...structuredClone(defaults), ...rules }
  if (!filled.policies) filled.policies = structuredClone(defaults.policies)
  return filled
}
