import type { NonResourceAttributes, ResourceAttributes } from '@knarr/api/authorization/v1'
import type { FieldSelectorRequirement, LabelSelectorRequirement } from '@knarr/api/meta/v1'
import {
  badRequest,
  type FieldError,
  forbiddenField,
  invalid,
  type KubeObject,
  required,
} from '@knarr/machinery'
import { each } from '../../registry/meta/field-check.ts'
import { validateLabelRequirement } from '../../registry/meta/label-selector-validation.ts'

export interface AccessSpec {
  resourceAttributes?: ResourceAttributes
  nonResourceAttributes?: NonResourceAttributes
  user?: string
  groups?: string[]
  uid?: string
  extra?: Record<string, string[]>
}

export interface AccessReview extends KubeObject {
  spec?: AccessSpec
}

/** What is wrong with a review of one's own access. */
export function selfReviewErrors({ metadata, spec = {} }: AccessReview): FieldError[] {
  return [...oneOfErrors(spec), ...selectorErrors(spec.resourceAttributes), ...metadataErrors(metadata)]
}

/** What is wrong with a review of somebody's access. */
export function subjectReviewErrors({ metadata, spec = {} }: AccessReview): FieldError[] {
  return [...specErrors(spec), ...metadataErrors(metadata)]
}

/** What is wrong with a review of somebody's access to a namespace. @throws StatusError where it is sent to another one */
export function localReviewErrors({ metadata, spec = {} }: AccessReview, namespace: string): FieldError[] {
  if (metadata.namespace && metadata.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  const { resourceAttributes, nonResourceAttributes } = spec
  const errors = [...specErrors(spec), ...metadataErrors(metadata, ' except for namespace')]
  const asked = resourceAttributes?.namespace ?? ''
  if (resourceAttributes && asked !== namespace)
    errors.push(invalid(`${at}.namespace`, asked, 'must match metadata.namespace'))
  const detail = 'disallowed on this kind of request'
  if (nonResourceAttributes)
    errors.push(invalid('spec.nonResourceAttributes', shown(nonResourceAttributes), detail))
  return errors
}

function specErrors(spec: AccessSpec): FieldError[] {
  const { user, groups = [], resourceAttributes } = spec
  const isAboutNobody = !user && groups.length === 0
  const detail = 'at least one of user or group must be specified'
  const subject = isAboutNobody ? [invalid('spec.user', '', detail)] : []
  return [...oneOfErrors(spec), ...subject, ...selectorErrors(resourceAttributes)]
}

function oneOfErrors({ resourceAttributes, nonResourceAttributes }: AccessSpec): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    const detail = 'cannot be specified in combination with resourceAttributes'
    return [invalid('spec.nonResourceAttributes', shown(nonResourceAttributes), detail)]
  }
  if (resourceAttributes || nonResourceAttributes) return []
  const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [invalid(at, null, detail)]
}

/** By the names of upstream's own type. */
function shown({ path = '', verb = '' }: NonResourceAttributes): object {
  return { Path: path, Verb: verb }
}

/** A review has no name; what only the server sets is not looked at, nor is a namespace it does not stand in. */
function metadataErrors(metadata: KubeObject['metadata'], except = ''): FieldError[] {
  const given = Object.entries(metadata).filter(([field, value]) => value && !ignoredMetadata.has(field))
  return given.length === 0 ? [] : [invalid('metadata', Object.fromEntries(given), `must be empty${except}`)]
}

const ignoredMetadata: ReadonlySet<string> = new Set([
  ...['namespace', 'uid', 'selfLink', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'],
  ...['managedFields', 'generation', 'resourceVersion'],
])

const at = 'spec.resourceAttributes'

interface SelectorAttributes<T> {
  readonly rawSelector?: string
  readonly requirements?: readonly T[]
}

function selectorErrors({ fieldSelector, labelSelector }: ResourceAttributes = {}): FieldError[] {
  return [
    ...formErrors(`${at}.fieldSelector`, fieldSelector),
    ...each(`${at}.fieldSelector.requirements`, fieldSelector?.requirements, fieldRequirementErrors),
    ...formErrors(`${at}.labelSelector`, labelSelector),
    ...each(`${at}.labelSelector.requirements`, labelSelector?.requirements, labelRequirementErrors),
  ]
}

function formErrors<T>(field: string, selector: SelectorAttributes<T> | undefined): FieldError[] {
  if (!selector) return []
  const { rawSelector, requirements = [] } = selector
  if (rawSelector && requirements.length > 0)
    return [
      invalid(`${field}.rawSelector`, rawSelector, 'may not specified at the same time as requirements'),
    ]
  if (rawSelector || requirements.length > 0) return []
  const detail = `when ${field} is specified, requirements or rawSelector is required`
  return [required(`${field}.requirements`, detail)]
}

function fieldRequirementErrors(
  { key, operator, values = [] }: FieldSelectorRequirement,
  field: string,
): FieldError[] {
  const errors = key ? [] : [required(`${field}.key`, 'must be specified')]
  const wantsValues = operator === 'In' || operator === 'NotIn'
  if (wantsValues && values.length === 0)
    errors.push(required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
  const wantsNone = operator === 'Exists' || operator === 'DoesNotExist'
  const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
  if (wantsNone && values.length > 0) errors.push(forbiddenField(`${field}.values`, detail))
  return errors
}

/** Operators of later versions are let through, to be ignored. */
function labelRequirementErrors(requirement: LabelSelectorRequirement, field: string): FieldError[] {
  return validateLabelRequirement(requirement, field).filter((error) => error.field !== `${field}.operator`)
}
