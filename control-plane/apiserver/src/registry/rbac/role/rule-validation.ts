import type { PolicyRule } from '@knarr/api/rbac/v1'
import { type FieldError, invalid, required } from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'

/** Upstream's `ValidatePolicyRule`; only cluster roles have rules on plain URLs. */
export function validateRules(rules: readonly PolicyRule[] | undefined, namespaced: boolean): FieldError[] {
  return each('rules', rules, (rule, field) => validateRule(rule, namespaced, field))
}

function validateRule(rule: PolicyRule, namespaced: boolean, field: string): FieldError[] {
  const errors = rule.verbs?.length
    ? []
    : [required(`${field}.verbs`, 'verbs must contain at least one value')]
  const urls = rule.nonResourceURLs ?? []
  if (urls.length === 0) return [...errors, ...validateResourceRule(rule, field)]
  const at = `${field}.nonResourceURLs`
  if (namespaced) {
    errors.push(invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs'))
  }
  if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length) {
    errors.push(invalid(at, urls, 'rules cannot apply to both regular resources and non-resource URLs'))
  }
  return errors
}

function validateResourceRule(rule: PolicyRule, field: string): FieldError[] {
  const errors: FieldError[] = []
  if (!rule.apiGroups?.length) {
    errors.push(required(`${field}.apiGroups`, 'resource rules must supply at least one api group'))
  }
  if (!rule.resources?.length) {
    errors.push(required(`${field}.resources`, 'resource rules must supply at least one resource'))
  }
  return errors
}
