import type { MatchResources, ParamKind, ParamRef, Variable } from '@knarr/api/admissionregistration/v1'
import { duplicate, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import { each, optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import { validateRule } from '../webhook/rule-validation.ts'

const identifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/

export function validateMatchResources(match: MatchResources, field: string): FieldError[] {
  return [
    ...optionalOneOf(`${field}.matchPolicy`, match.matchPolicy, ['Equivalent', 'Exact']),
    ...validateLabelSelector(`${field}.namespaceSelector`, match.namespaceSelector),
    ...validateLabelSelector(`${field}.objectSelector`, match.objectSelector),
    ...each(`${field}.resourceRules`, match.resourceRules, validateRule),
    ...each(`${field}.excludeResourceRules`, match.excludeResourceRules, validateRule),
  ]
}

/** A policy says what it is about. */
export function validateConstraints(match: MatchResources | undefined, field: string): FieldError[] {
  if (!match) return [required(field)]
  const errors = validateMatchResources(match, field)
  return match.resourceRules?.length ? errors : [...errors, required(`${field}.resourceRules`)]
}

export function validateParamKind(kind: ParamKind | undefined, field: string): FieldError[] {
  if (!kind) return []
  return [
    ...requiredWith(`${field}.apiVersion`, kind.apiVersion),
    ...requiredWith(`${field}.kind`, kind.kind),
  ]
}

export function validateVariables(variables: readonly Variable[] | undefined, field: string): FieldError[] {
  const names = new Set<string>()
  return each(field, variables, ({ name, expression }, at) => {
    const errors: FieldError[] = []
    if (!name) errors.push(required(`${at}.name`, 'name is not specified'))
    else if (!identifier.test(name))
      errors.push(invalid(`${at}.name`, name, 'name is not a valid CEL identifier'))
    if (name && names.has(name)) errors.push(duplicate(`${at}.name`, name))
    names.add(name)
    if (!expression?.trim()) errors.push(required(`${at}.expression`, 'expression is not specified'))
    return errors
  })
}

/** Parameters are found by name or by selector, never both. */
export function validateParamRef(ref: ParamRef | undefined, field: string): FieldError[] {
  if (!ref) return []
  const errors = optionalOneOf(`${field}.parameterNotFoundAction`, ref.parameterNotFoundAction, [
    'Allow',
    'Deny',
  ])
  if (!ref.parameterNotFoundAction) errors.push(required(`${field}.parameterNotFoundAction`))
  if (ref.name && ref.selector) {
    errors.push(forbiddenField(`${field}.name`, 'name and selector are mutually exclusive'))
    errors.push(forbiddenField(`${field}.selector`, 'name and selector are mutually exclusive'))
  }
  if (!ref.name && !ref.selector) errors.push(required(field, 'one of name or selector must be specified'))
  return [...errors, ...validateLabelSelector(`${field}.selector`, ref.selector)]
}
