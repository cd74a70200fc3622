import { deepEqual, type FieldError, invalid, isJsonObject, notSupported, required } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'

/** What is wrong with a value by its OpenAPI v3 schema, in upstream's words. */
export function validateValue(schema: JsonSchema, value: unknown, field: string): FieldError[] {
  if (value === null && schema.nullable) return []
  const mismatch = typeMismatch(schema, value, field)
  if (mismatch) return [mismatch]
  const supported = schema['enum'] as unknown[] | undefined
  if (supported && !supported.some((each) => deepEqual(each, value)))
    return [notSupported(field, value as string, supported as string[])]
  if (typeof value === 'number') return limitErrors(schema, value, field)
  if (typeof value === 'string') return textErrors(schema, value, field)
  if (Array.isArray(value)) return itemErrors(schema, value, field)
  return isJsonObject(value) ? memberErrors(schema, value, field) : []
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function typeMismatch(schema: JsonSchema, value: unknown, field: string): FieldError | undefined {
  const type = typeOf(value)
  if (schema['x-kubernetes-int-or-string']) {
    if (type === 'integer' || type === 'string') return undefined
    return invalid(field, type, `${field} in body must be of type integer,string: "${type}"`)
  }
  if (!schema.type || schema.type === type || (schema.type === 'number' && type === 'integer'))
    return undefined
  return invalid(field, type, `${field} in body must be of type ${schema.type}: "${type}"`)
}

/** An error for each bound that is passed. */
function bounded(
  checks: readonly [bound: unknown, isPassed: (bound: number) => boolean, text: string][],
  value: unknown,
  field: string,
): FieldError[] {
  return checks.flatMap(([bound, isPassed, text]) =>
    typeof bound === 'number' && isPassed(bound)
      ? [invalid(field, value, `${field} in body should ${text.replace('%', String(bound))}`)]
      : [],
  )
}

function limitErrors(schema: JsonSchema, value: number, field: string): FieldError[] {
  const { minimum, maximum } = schema
  const over = schema['exclusiveMaximum'] === true
  const under = schema['exclusiveMinimum'] === true
  return bounded(
    [
      [
        maximum,
        (max) => value > max || (over && value === max),
        over ? 'be less than %' : 'be less than or equal to %',
      ],
      [
        minimum,
        (min) => value < min || (under && value === min),
        under ? 'be greater than %' : 'be greater than or equal to %',
      ],
      [schema['multipleOf'], (step) => !Number.isInteger(value / step), 'be a multiple of %'],
    ],
    value,
    field,
  )
}

function textErrors(schema: JsonSchema, value: string, field: string): FieldError[] {
  const { length } = [...value]
  const errors = bounded(
    [
      [schema['maxLength'], (max) => length > max, 'be at most % chars long'],
      [schema['minLength'], (min) => length < min, 'be at least % chars long'],
    ],
    value,
    field,
  )
  const pattern = schema['pattern'] as string | undefined
  if (!pattern || new RegExp(pattern, 'u').test(value)) return errors
  return [...errors, invalid(field, value, `${field} in body should match '${pattern}'`)]
}

function itemErrors(schema: JsonSchema, value: unknown[], field: string): FieldError[] {
  const { items } = schema
  const errors = bounded(
    [
      [schema['maxItems'], (max) => value.length > max, 'have at most % items'],
      [schema['minItems'], (min) => value.length < min, 'have at least % items'],
    ],
    value.length,
    field,
  )
  return items
    ? [...errors, ...value.flatMap((item, index) => validateValue(items, item, `${field}[${index}]`))]
    : errors
}

function memberErrors(schema: JsonSchema, value: Record<string, unknown>, field: string): FieldError[] {
  const at = (name: string): string => (field ? `${field}.${name}` : name)
  const missing = (schema.required ?? []).filter((name) => !(name in value))
  const additional = schema.additionalProperties
  const errors = missing.map((name) => required(at(name)))
  for (const [name, member] of Object.entries(value)) {
    const own = schema.properties?.[name] ?? (typeof additional === 'object' ? additional : undefined)
    if (own) errors.push(...validateValue(own, member, at(name)))
  }
  return errors
}
