import type { PodSpec, Toleration, TopologySpreadConstraint } from '@knarr/api/core/v1'
import {
  duplicate,
  type FieldError,
  invalid,
  labelValueErrors,
  notSupported,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf, optionalOneOf, positive } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import { validateLabelKey } from '../../meta/label-validation.ts'
import { validateMatchLabelKeys } from './affinity-validation.ts'

export const taintEffects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** Upstream's `ValidateTolerations`. */
export function validateTolerations(
  tolerations: readonly Toleration[] | undefined,
  field: string,
): FieldError[] {
  return each(field, tolerations, (toleration, at) => [
    ...(toleration.key ? validateLabelKey(`${at}.key`, toleration.key) : []),
    ...validateMatchAll(toleration, at),
    ...validateOperator(toleration, at),
    ...(toleration.effect && !taintEffects.includes(toleration.effect)
      ? [notSupported(`${at}.effect`, toleration.effect, taintEffects)]
      : []),
  ])
}

function validateMatchAll(
  { key, operator, effect, tolerationSeconds }: Toleration,
  field: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (!key && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
    errors.push(invalid(`${field}.operator`, operator ?? '', detail))
  }
  if (typeof tolerationSeconds === 'number' && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
    errors.push(invalid(`${field}.effect`, effect ?? '', detail))
  }
  return errors
}

function validateOperator(toleration: Toleration, field: string): FieldError[] {
  const { operator = '', value = '' } = toleration
  if (operator === '' || operator === 'Equal') {
    const errors = labelValueErrors(value)
    return errors.length ? [invalid(`${field}.operator`, value, errors.join(';'))] : []
  }
  if (operator === 'Exists') {
    if (!value) return []
    return [invalid(`${field}.operator`, toleration, "value must be empty when `operator` is 'Exists'")]
  }
  return [notSupported(`${field}.operator`, operator, ['Equal', 'Exists'])]
}

/** Upstream's `validateTopologySpreadConstraints`. */
export function validateTopologySpread(
  constraints: readonly TopologySpreadConstraint[] | undefined,
  field: string,
): FieldError[] {
  const seen = new Set<string>()
  return each(field, constraints, (constraint, at) => {
    const pair = `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`
    const repeated = seen.has(pair)
    seen.add(pair)
    return [
      ...positive(`${at}.maxSkew`, constraint.maxSkew, 'must be greater than zero'),
      ...(constraint.topologyKey ? [] : [required(`${at}.topologyKey`, 'can not be empty')]),
      ...oneOf(`${at}.whenUnsatisfiable`, constraint.whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']),
      ...(repeated ? [duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair)] : []),
      ...validateMinDomains(constraint, `${at}.minDomains`),
      ...optionalOneOf(`${at}.nodeAffinityPolicy`, constraint.nodeAffinityPolicy, ['Honor', 'Ignore']),
      ...optionalOneOf(`${at}.nodeTaintsPolicy`, constraint.nodeTaintsPolicy, ['Honor', 'Ignore']),
      ...validateMatchLabelKeys(constraint.matchLabelKeys, constraint.labelSelector, `${at}.matchLabelKeys`),
      ...validateLabelSelector(`${at}.labelSelector`, constraint.labelSelector),
    ]
  })
}

function validateMinDomains(
  { minDomains, whenUnsatisfiable }: TopologySpreadConstraint,
  field: string,
): FieldError[] {
  if (typeof minDomains !== 'number') return []
  const errors = positive(field, minDomains)
  if (whenUnsatisfiable !== 'DoNotSchedule') {
    const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`
    errors.push(invalid(field, minDomains, detail))
  }
  return errors
}

/** Scheduling and readiness gates, each of a kind once. */
export function validateGates(spec: PodSpec, field: string): FieldError[] {
  const seen = new Set<string>()
  return [
    ...each(`${field}.readinessGates`, spec.readinessGates, ({ conditionType }, at) =>
      invalidFor(`${at}.conditionType`, conditionType, qualifiedNameErrors(conditionType)),
    ),
    ...each(`${field}.schedulingGates`, spec.schedulingGates, ({ name }, at) => {
      const errors = invalidFor(at, name, qualifiedNameErrors(name))
      if (seen.has(name)) errors.push(duplicate(at, name))
      seen.add(name)
      return errors
    }),
  ]
}
