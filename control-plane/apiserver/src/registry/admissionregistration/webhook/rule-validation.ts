import type { NamedRuleWithOperations } from '@knarr/api/admissionregistration/v1'
import { type FieldError, invalid, required } from '@knarr/machinery'
import { each, optionalOneOf } from '../../meta/field-check.ts'

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']

/** Upstream's `validateRuleWithOperations`: `*` stands alone. */
export function validateRule(rule: NamedRuleWithOperations, field: string): FieldError[] {
  return [
    ...validateList(rule.operations, `${field}.operations`),
    ...each(`${field}.operations`, rule.operations, (operation, at) =>
      optionalOneOf(at, operation, operations),
    ),
    ...validateList(rule.apiGroups, `${field}.apiGroups`),
    ...validateList(rule.apiVersions, `${field}.apiVersions`),
    ...each(`${field}.apiVersions`, rule.apiVersions, (version, at) => (version ? [] : [required(at)])),
    ...(rule.resources?.length
      ? validateResources(rule.resources, `${field}.resources`)
      : [required(`${field}.resources`)]),
    ...optionalOneOf(`${field}.scope`, rule.scope, ['*', 'Cluster', 'Namespaced']),
  ]
}

function validateList(list: readonly string[] | undefined, field: string): FieldError[] {
  if (!list?.length) return [required(field)]
  if (list.length === 1 || !list.includes('*')) return []
  return [invalid(field, list, "if '*' is present, must not specify other values")]
}

function validateResources(resources: readonly string[], field: string): FieldError[] {
  const errors = each(field, resources, (resource, at) => (resource ? [] : [required(at)]))
  if (resources.includes('*/*') && resources.length > 1) {
    errors.push(invalid(field, resources, "if '*/*' is present, must not specify other resources"))
  }
  if (resources.includes('*') && resources.some((resource) => resource !== '*' && !resource.includes('/'))) {
    const detail = "if '*' is present, must not specify other resources without subresources"
    errors.push(invalid(field, resources, detail))
  }
  return errors
}
