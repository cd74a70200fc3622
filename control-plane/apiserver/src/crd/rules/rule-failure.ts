import type { ValidationRule } from '@knarr/api/apiextensions/v1'
import { duplicate, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { memberPath, memberSchema } from '../structural-schema.ts'

/** The error of a rule that does not hold: as the rule wants it, at the field it names. */
export function ruleFailure(
  rule: ValidationRule,
  {
    schema,
    field,
    message,
  }: { readonly schema: JsonSchema; readonly field: string; readonly message: string },
): FieldError {
  const at = rule.fieldPath ? (fieldOfPath(schema, rule.fieldPath, field) ?? field) : field
  const value = schema.type ?? ''
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenField(at, message)
    case 'FieldValueRequired':
      return required(at, message)
    case 'FieldValueDuplicate':
      return duplicate(at, value)
    default:
      return invalid(at, value, message)
  }
}

/** What is said where no expression says it. */
export function ruleMessage({ message, rule }: ValidationRule): string {
  return message?.trim() || `failed rule: ${rule.trim()}`
}

const step = /\.([A-Za-z_][\w-]*)|\['((?:[^'\\]|\\.)*)'\]/y

/** The field a rule's path leads to from the field the rule stands at; undefined where it leads nowhere. */
export function fieldOfPath(schema: JsonSchema, path: string, field: string): string | undefined {
  const scanner = new RegExp(step)
  let at: { readonly field: string; readonly schema: JsonSchema } | undefined = {
    field: field === '<nil>' ? '' : field,
    schema,
  }
  while (at && scanner.lastIndex < path.length) {
    const match = scanner.exec(path)
    at = match ? memberOf(at.schema, nameOf(match), at.field) : undefined
    if (!match) return undefined
  }
  return path ? at?.field : undefined
}

const nameOf = ([, field, key = '']: RegExpExecArray): string => field ?? key.replaceAll(/\\(.)/g, '$1')

function memberOf(
  schema: JsonSchema,
  name: string,
  field: string,
): { readonly field: string; readonly schema: JsonSchema } | undefined {
  const child = memberSchema(schema, name)
  if (!child) return undefined
  return { field: memberPath(schema, field, name), schema: child }
}
