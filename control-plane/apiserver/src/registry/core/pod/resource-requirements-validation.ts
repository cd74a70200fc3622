import type { PodSpec, ResourceRequirements } from '@knarr/api/core/v1'
import {
  duplicate,
  type FieldError,
  fieldNotFound,
  forbiddenField,
  invalid,
  required,
} from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'
import {
  isWholeNumber,
  quantityOf,
  validateNonNegativeQuantity,
} from '../resource-list/quantity-validation.ts'
import {
  isExtendedResource,
  isHugePage,
  isOvercommitAllowed,
  validateContainerResourceName,
} from '../resource-list/resource-name-validation.ts'

/** Requests and limits of a container, and the claims it makes; `claims` are the pod's. */
export function validateResourceRequirements(
  resources: ResourceRequirements | undefined,
  claims: ReadonlySet<string>,
  field: string,
): FieldError[] {
  if (!resources) return []
  return [
    ...Object.keys(resources.limits ?? {}).flatMap((name) =>
      validateAmount(resources.limits, name, `${field}.limits`),
    ),
    ...Object.keys(resources.requests ?? {}).flatMap((name) => [
      ...validateAmount(resources.requests, name, `${field}.requests`),
      ...validateRequest(resources, name, field),
    ]),
    ...validateHugePages(resources, field),
    ...validateClaims(resources, claims, `${field}.claims`),
  ]
}

function validateAmount(
  amounts: Record<string, string> | undefined,
  name: string,
  field: string,
): FieldError[] {
  const at = `${field}[${name}]`
  const text = amounts?.[name] ?? '0'
  const errors = [...validateContainerResourceName(at, name), ...validateNonNegativeQuantity(at, text)]
  const quantity = quantityOf(text)
  if (isExtendedResource(name) && quantity && !isWholeNumber(quantity)) {
    errors.push(invalid(at, text, 'must be an integer'))
  }
  return errors
}

function validateRequest(resources: ResourceRequirements, name: string, field: string): FieldError[] {
  const text = resources.requests?.[name]
  const request = quantityOf(text)
  const limit = quantityOf(resources.limits?.[name])
  if (!limit || !request) {
    const needsLimit = !isOvercommitAllowed(name) && !limit
    return needsLimit
      ? [required(`${field}.limits`, 'Limit must be set for non overcommitable resources')]
      : []
  }
  const order = request.compare(limit)
  if (order !== 0 && !isOvercommitAllowed(name)) {
    return [invalid(`${field}.requests`, `${request}`, `must be equal to ${name} limit of ${limit}`)]
  }
  if (order <= 0) return []
  return [
    invalid(`${field}.requests`, `${request}`, `must be less than or equal to ${name} limit of ${limit}`),
  ]
}

function validateHugePages(resources: ResourceRequirements, field: string): FieldError[] {
  const names = [...Object.keys(resources.limits ?? {}), ...Object.keys(resources.requests ?? {})]
  if (!names.some(isHugePage) || names.includes('cpu') || names.includes('memory')) return []
  return [forbiddenField(field, 'HugePages require cpu or memory')]
}

function validateClaims(
  resources: ResourceRequirements,
  claims: ReadonlySet<string>,
  field: string,
): FieldError[] {
  const seen = new Set<string>()
  return each(field, resources.claims, ({ name, request }, at) => {
    if (!name) return [required(`${at}.name`)]
    const key = request ? `${name}/${request}` : name
    if (seen.has(key)) return [duplicate(at, key)]
    seen.add(key)
    return claims.has(name) ? [] : [fieldNotFound(at, name)]
  })
}

/** The pod's own requests and limits, which all of its containers share. */
export function validatePodResources(spec: PodSpec, field: string): FieldError[] {
  const errors = validateResourceRequirements(spec.resources, new Set(), field)
  for (const kind of ['limits', 'requests'] as const) {
    for (const name of Object.keys(spec.resources?.[kind] ?? {})) {
      if (name === 'cpu' || name === 'memory' || isHugePage(name)) continue
      errors.push(
        invalid(`${field}.${kind}[${name}]`, name, 'unsupported resource type for pod level resources'),
      )
    }
  }
  return errors
}
