import type { LabelSelector } from '@knarr/api/meta/v1'
import { type FieldError, forbiddenField, invalid, labelValueErrors, required } from '@knarr/machinery'
import { each, invalidFor } from './field-check.ts'
import { validateLabelKey, validateLabels } from './label-validation.ts'

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number]

/** Upstream's `ValidateLabelSelector`; an absent selector is fine. */
export function validateLabelSelector(field: string, selector: LabelSelector | undefined): FieldError[] {
  if (!selector) return []
  return [
    ...validateLabels(`${field}.matchLabels`, selector.matchLabels),
    ...each(`${field}.matchExpressions`, selector.matchExpressions, validateLabelRequirement),
  ]
}

export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length + (selector?.matchExpressions ?? []).length === 0
}

export function validateLabelRequirement(requirement: Requirement, field: string): FieldError[] {
  const values = requirement.values ?? []
  return [
    ...validateOperator(requirement.operator, values, field),
    ...validateLabelKey(`${field}.key`, requirement.key),
    ...each(`${field}.values`, values, (value, at) => invalidFor(at, value, labelValueErrors(value))),
  ]
}

function validateOperator(operator: string, values: readonly string[], field: string): FieldError[] {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length > 0) return []
    return [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length === 0) return []
    return [
      forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
    ]
  }
  return [invalid(`${field}.operator`, operator, 'not a valid selector operator')]
}
