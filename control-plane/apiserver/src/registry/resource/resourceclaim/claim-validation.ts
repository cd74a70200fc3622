import type { DeviceRequest, ExactDeviceRequest, ResourceClaimSpec } from '@knarr/api/resource/v1'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  invalid,
  required,
  tooMany,
} from '@knarr/machinery'
import { each, oneOf, requiredWith } from '../../meta/field-check.ts'

const maxRequests = 32

/** Upstream's `validateResourceClaimSpec`: what is asked for, each request named once. */
export function validateClaimSpec(spec: ResourceClaimSpec, field: string): FieldError[] {
  const requests = spec.devices?.requests ?? []
  const names = new Set<string>()
  const at = `${field}.devices.requests`
  const errors = requests.length > maxRequests ? [tooMany(at, requests.length, maxRequests)] : []
  return [
    ...errors,
    ...each(at, requests, (request, requestField) => {
      const problems = requiredWith(`${requestField}.name`, request.name, dns1123LabelErrors)
      if (names.has(request.name)) problems.push(duplicate(requestField, request.name))
      names.add(request.name)
      return [...problems, ...validateRequest(request, requestField)]
    }),
  ]
}

function validateRequest({ exactly, firstAvailable }: DeviceRequest, field: string): FieldError[] {
  if (!exactly && !firstAvailable?.length) {
    return [required(field, 'exactly one of `exactly` or `firstAvailable` is required')]
  }
  if (exactly && firstAvailable?.length) {
    return [
      invalid(
        field,
        null,
        'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
      ),
    ]
  }
  if (exactly) return validateExact(exactly, `${field}.exactly`)
  return each(`${field}.firstAvailable`, firstAvailable, (request, at) => [
    ...requiredWith(`${at}.name`, request.name, dns1123LabelErrors),
    ...validateExact(request, at),
  ])
}

function validateExact(request: Omit<ExactDeviceRequest, 'adminAccess'>, field: string): FieldError[] {
  const count = request.count ?? 0
  const errors = requiredWith(`${field}.deviceClassName`, request.deviceClassName, dns1123SubdomainErrors)
  errors.push(...oneOf(`${field}.allocationMode`, request.allocationMode, ['All', 'ExactCount']))
  if (request.allocationMode === 'ExactCount' && count <= 0) {
    errors.push(invalid(`${field}.count`, count, 'must be greater than zero'))
  }
  if (request.allocationMode === 'All' && count !== 0) {
    const detail = "must not be specified when allocationMode is 'All'"
    errors.push(invalid(`${field}.count`, count, detail))
  }
  return [...errors, ...validateSelectors(request.selectors, `${field}.selectors`)]
}

export function validateSelectors(
  selectors: readonly { cel?: { expression: string } }[] | undefined,
  field: string,
): FieldError[] {
  return each(field, selectors, ({ cel }, at) => {
    if (!cel) return [required(`${at}.cel`)]
    return cel.expression?.trim() ? [] : [required(`${at}.cel.expression`)]
  })
}
