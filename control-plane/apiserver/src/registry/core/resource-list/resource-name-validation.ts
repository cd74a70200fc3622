import { type FieldError, invalid, qualifiedNameErrors } from '@knarr/machinery'
import { invalidFor } from '../../meta/field-check.ts'

const standardContainerResources = new Set(['cpu', 'memory', 'ephemeral-storage'])

export function isHugePage(name: string): boolean {
  return name.startsWith('hugepages-')
}

/** `cpu`, `memory` and whatever else carries no domain or one of Kubernetes' own. */
function isNativeResource(name: string): boolean {
  return !name.includes('/') || /(^|\.)kubernetes\.io\//.test(name.slice(0, name.indexOf('/') + 1))
}

export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false
  return qualifiedNameErrors(`requests.${name}`).length === 0
}

/** Resources that cannot be shared: whole numbers, and requests must equal limits. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePage(name)
}

/** A name that may stand among a container's requests and limits. */
export function validateContainerResourceName(field: string, name: string): FieldError[] {
  const errors = invalidFor(field, name, qualifiedNameErrors(name))
  if (errors.length > 0) return errors
  if (!name.includes('/')) {
    if (standardContainerResources.has(name) || isHugePage(name)) return []
    return [invalid(field, name, 'must be a standard resource for containers')]
  }
  if (isNativeResource(name) || isExtendedResource(name)) return []
  return [invalid(field, name, "doesn't follow extended resource name standard")]
}
