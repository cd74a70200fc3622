import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricTarget,
} from '@knarr/api/autoscaling/v2'
import {
  dns1123LabelErrors,
  type FieldError,
  forbiddenField,
  invalid,
  pathSegmentNameErrors,
  required,
} from '@knarr/machinery'
import { quantityOf } from '../../core/resource-list/quantity-validation.ts'
import { each, oneOf, positive, requiredWith } from '../../meta/field-check.ts'

const maxPeriodSeconds = 1800
const maxWindowSeconds = 3600

/** Upstream's `validateHorizontalPodAutoscalerSpec`. */
export function validateHorizontalPodAutoscaler({ spec }: HorizontalPodAutoscaler): FieldError[] {
  const errors: FieldError[] = []
  const min = spec.minReplicas ?? 1
  if (min < 1) errors.push(invalid('spec.minReplicas', min, 'must be greater than or equal to 1'))
  if (!spec.maxReplicas) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'))
  if (spec.maxReplicas < 0)
    errors.push(invalid('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to 1'))
  if (spec.maxReplicas < min) {
    errors.push(
      invalid('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`'),
    )
  }
  return [
    ...errors,
    ...requiredWith('spec.scaleTargetRef.kind', spec.scaleTargetRef?.kind, pathSegmentNameErrors),
    ...requiredWith('spec.scaleTargetRef.name', spec.scaleTargetRef?.name, pathSegmentNameErrors),
    ...validateApiVersion(spec.scaleTargetRef?.apiVersion ?? '', 'spec.scaleTargetRef.apiVersion'),
    ...each('spec.metrics', spec.metrics, validateMetric),
    ...validateScalingToZero(spec),
    ...validateRules(spec.behavior?.scaleUp, 'spec.behavior.scaleUp'),
    ...validateRules(spec.behavior?.scaleDown, 'spec.behavior.scaleDown'),
  ]
}

/** An API version that was not refused once may stay as it is. */
export function validateHorizontalPodAutoscalerUpdate(
  autoscaler: HorizontalPodAutoscaler,
  { spec: { scaleTargetRef } }: HorizontalPodAutoscaler,
): FieldError[] {
  const errors = validateHorizontalPodAutoscaler(autoscaler)
  const field = 'spec.scaleTargetRef.apiVersion'
  if (validateApiVersion(scaleTargetRef?.apiVersion ?? '', field).length === 0) return errors
  return errors.filter((error) => error.field !== field)
}

/** Everything that has the scale subresource is of a group. */
function validateApiVersion(apiVersion: string, field: string): FieldError[] {
  if (apiVersion.split('/').length > 2)
    return [invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)]
  return apiVersion.includes('/') ? [] : [invalid(field, apiVersion, 'apiVersion must specify API group')]
}

function validateScalingToZero({ minReplicas, metrics = [] }: HorizontalPodAutoscaler['spec']): FieldError[] {
  if (minReplicas !== 0 || metrics.some(({ type }) => type === 'Object' || type === 'External')) return []
  const detail = 'must specify at least one Object or External metric to support scaling to zero replicas'
  return [forbiddenField('spec.metrics', detail)]
}

const kinds = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  External: 'external',
  ContainerResource: 'containerResource',
} as const

function validateMetric(metric: MetricSpec, field: string): FieldError[] {
  if (!metric.type) return [required(`${field}.type`, 'must specify a metric source type')]
  const errors = oneOf(`${field}.type`, metric.type, Object.keys(kinds).sort())
  const given = Object.values(kinds).filter((key) => metric[key])
  const expected = kinds[metric.type as keyof typeof kinds]
  if (expected && !metric[expected]) {
    const detail = 'must populate information for the given metric source'
    errors.push(required(`${field}.${expected}`, detail))
  }
  for (const key of given) {
    if (key === expected) errors.push(...validateSource(metric, key, `${field}.${key}`))
    else errors.push(forbiddenField(`${field}.${key}`, 'must populate the given metric source only'))
  }
  return errors
}

function validateSource(
  metric: MetricSpec,
  kind: (typeof kinds)[keyof typeof kinds],
  field: string,
): FieldError[] {
  const source = metric[kind]
  if (!source) return []
  const errors = validateTarget(source.target ?? { type: '' }, `${field}.target`)
  if ('name' in source && !source.name) errors.push(required(`${field}.name`, 'must specify a resource name'))
  if ('container' in source)
    errors.push(...requiredWith(`${field}.container`, source.container, dns1123LabelErrors))
  if ('metric' in source)
    errors.push(...requiredWith(`${field}.metric.name`, source.metric?.name, pathSegmentNameErrors))
  if ('describedObject' in source) {
    errors.push(...requiredWith(`${field}.describedObject.kind`, source.describedObject?.kind))
    errors.push(...requiredWith(`${field}.describedObject.name`, source.describedObject?.name))
  }
  const { averageValue, value, averageUtilization } = source.target ?? {}
  if ([averageValue, value, averageUtilization].every((amount) => amount === undefined)) {
    const detail = 'must set either a target raw value or a target utilization'
    errors.push(required(`${field}.target.averageUtilization`, detail))
  }
  return errors
}

function validateTarget(target: MetricTarget, field: string): FieldError[] {
  const errors = target.type
    ? oneOf(`${field}.type`, target.type, ['AverageValue', 'Utilization', 'Value'])
    : [required(`${field}.type`, 'must specify a metric target type')]
  for (const key of ['value', 'averageValue'] as const) {
    const amount = quantityOf(target[key])
    if (amount && amount.sign <= 0) errors.push(invalid(`${field}.${key}`, target[key], 'must be positive'))
  }
  if (target.averageUtilization !== undefined && target.averageUtilization < 1) {
    errors.push(invalid(`${field}.averageUtilization`, target.averageUtilization, 'must be greater than 0'))
  }
  return errors
}

function validateRules(rules: HPAScalingRules | undefined, field: string): FieldError[] {
  if (!rules) return []
  const window = rules.stabilizationWindowSeconds ?? 0
  const at = `${field}.stabilizationWindowSeconds`
  const errors: FieldError[] = []
  if (window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'))
  if (window > maxWindowSeconds)
    errors.push(invalid(at, window, `must be less than or equal to ${maxWindowSeconds}`))
  errors.push(...oneOf(`${field}.selectPolicy`, rules.selectPolicy ?? 'Max', ['Disabled', 'Max', 'Min']))
  if (!rules.policies?.length) errors.push(required(`${field}.policies`, 'must specify at least one Policy'))
  return [
    ...errors,
    ...each(`${field}.policies`, rules.policies, (policy, policyField) => {
      const period = policy.periodSeconds
      const problems = [
        ...oneOf(`${policyField}.type`, policy.type, ['Percent', 'Pods']),
        ...positive(`${policyField}.value`, policy.value, 'must be greater than zero'),
        ...positive(`${policyField}.periodSeconds`, period, 'must be greater than zero'),
      ]
      if (period > maxPeriodSeconds) {
        problems.push(
          invalid(
            `${policyField}.periodSeconds`,
            period,
            `must be less than or equal to ${maxPeriodSeconds}`,
          ),
        )
      }
      return problems
    }),
  ]
}
