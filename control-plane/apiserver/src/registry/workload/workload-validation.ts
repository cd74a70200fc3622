import type { PodTemplateSpec } from '@knarr/api/core/v1'
import type { LabelSelector } from '@knarr/api/meta/v1'
import {
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  percentErrors,
  required,
  selectorOf,
} from '@knarr/machinery'
import { validatePodTemplateSpec } from '../core/pod-template/pod-template-validation.ts'
import { isEmptySelector, validateLabelSelector } from '../meta/label-selector-validation.ts'

type IntOrPercent = number | string | undefined

/** A workload's selector is given, selects something, and is well formed. */
export function validateWorkloadSelector(
  selector: LabelSelector | undefined,
  workload: string,
  field: string,
): FieldError[] {
  if (!selector) return [required(field)]
  const errors = validateLabelSelector(field, selector)
  if (isEmptySelector(selector)) {
    errors.push(invalid(field, selector, `empty selector is invalid for ${workload}`))
  }
  return errors
}

/** The template of pods that always run: what `selector` finds is what the template makes. */
export function validateRunningTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
  field: string,
): FieldError[] {
  if (!template) return [required(field)]
  const labels = template.metadata?.labels ?? {}
  return [
    ...(isEmptySelector(selector)
      ? []
      : validateTemplateLabels(selector, labels, `${field}.metadata.labels`)),
    ...validatePodTemplateSpec(template, field),
    ...validateAlwaysRuns(template, field),
  ]
}

/** What the template makes is what the selector finds; one that is not well formed is refused elsewhere. */
export function validateTemplateLabels(
  selector: LabelSelector | undefined,
  labels: Readonly<Record<string, string>>,
  field: string,
): FieldError[] {
  if (!selector || validateLabelSelector('', selector).length > 0) return []
  if (selectorOf(selector).matches(labels)) return []
  return [invalid(field, labels, '`selector` does not match template `labels`')]
}

function validateAlwaysRuns(template: PodTemplateSpec, field: string): FieldError[] {
  const policy = template.spec?.restartPolicy
  const errors: FieldError[] = []
  if (policy !== 'Always') errors.push(notSupported(`${field}.spec.restartPolicy`, policy, ['Always']))
  if (typeof template.spec?.activeDeadlineSeconds === 'number') {
    const at = `${field}.spec.activeDeadlineSeconds`
    errors.push(forbiddenField(at, 'activeDeadlineSeconds in ReplicaSet is not Supported'))
  }
  return errors
}

export function validateIntOrPercent(value: IntOrPercent, field: string): FieldError[] {
  if (value === undefined) return []
  if (typeof value === 'string') {
    if (percentErrors(value).length === 0) return []
    return [invalid(field, value, "must be an integer or percentage (e.g '5%%')")]
  }
  return value < 0 ? [invalid(field, value, 'must be greater than or equal to 0')] : []
}

export function validateAtMostAll(value: IntOrPercent, field: string): FieldError[] {
  const isTooMuch = percentOf(value) > 100
  return isTooMuch ? [invalid(field, value, 'must not be greater than 100%')] : []
}

/** The number before the percent sign, 0 for anything else. */
function percentOf(value: IntOrPercent): number {
  return typeof value === 'string' && percentErrors(value).length === 0 ? Number(value.slice(0, -1)) : 0
}

export function isZero(value: IntOrPercent): boolean {
  return value === 0 || value === undefined || (typeof value === 'string' && Number.parseInt(value, 10) === 0)
}
