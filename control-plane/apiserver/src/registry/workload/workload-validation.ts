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

/** The template of a workload's pods, which always run: what `selector` finds is what the template makes. */
export function validateRunningTemplate(
  workload: 'DaemonSet' | 'ReplicaSet' | 'StatefulSet',
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
    ...validateAlwaysRuns(workload, template, field),
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

function validateAlwaysRuns(workload: string, template: PodTemplateSpec, field: string): FieldError[] {
  const policy = template.spec?.restartPolicy
  const errors: FieldError[] = []
  if (policy !== 'Always') errors.push(notSupported(`${field}.spec.restartPolicy`, policy, ['Always']))
  if (typeof template.spec?.activeDeadlineSeconds === 'number') {
    const at = `${field}.spec.activeDeadlineSeconds`
    errors.push(forbiddenField(at, `activeDeadlineSeconds in ${workload} is not Supported`))
  }
  return errors
}

export function validateIntOrPercent(value: IntOrPercent, field: string): FieldError[] {
  if (value === undefined) return []
  if (typeof value === 'string') {
    return percentErrors(value).map((message) => invalid(field, value, message))
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
  return value === 0 || value === undefined || (typeof value === 'string' && percentOf(value) === 0)
}
