import { deepEqual, type FieldError, invalid, required, tooLong, tooMany } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { patternOf } from './pattern.ts'

const told = (field: string, value: unknown, text: string): FieldError =>
  invalid(field, value, `${field} in body ${text}`)

export function checkNumber(schema: JsonSchema, value: number, field: string): FieldError[] {
  const { multipleOf } = schema
  const texts = [
    multipleOf !== undefined && !isMultiple(value, multipleOf) ? `should be a multiple of ${multipleOf}` : '',
    tooLarge(schema, value),
    tooSmall(schema, value),
  ]
  return texts.filter(Boolean).map((text) => told(field, value, text))
}

function tooLarge({ maximum, exclusiveMaximum }: JsonSchema, value: number): string {
  if (maximum === undefined || value < maximum || (value === maximum && !exclusiveMaximum)) return ''
  return `should be ${exclusiveMaximum ? 'less than' : 'less than or equal to'} ${maximum}`
}

function tooSmall({ minimum, exclusiveMinimum }: JsonSchema, value: number): string {
  if (minimum === undefined || value > minimum || (value === minimum && !exclusiveMinimum)) return ''
  return `should be ${exclusiveMinimum ? 'greater than' : 'greater than or equal to'} ${minimum}`
}

/** Whole numbers exactly, fractions as far as a double knows: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, step: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(step)) return value % step === 0
  const ratio = value / step
  return Math.abs(ratio - Math.round(ratio)) < 1e-9 * Math.max(1, Math.abs(ratio))
}

export function checkText(schema: JsonSchema, value: string, field: string): FieldError[] {
  const { minLength, maxLength, pattern } = schema
  const errors: FieldError[] = []
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length
  if (maxLength !== undefined && length > maxLength) errors.push(tooLong(field, maxLength))
  if (minLength !== undefined && length < minLength)
    errors.push(told(field, value, `should be at least ${minLength} chars long`))
  if (pattern && !patternOf(pattern)?.test(value))
    errors.push(told(field, value, `should match '${pattern}'`))
  return errors
}

export function checkSize(schema: JsonSchema, value: readonly unknown[], field: string): FieldError[] {
  const { minItems, maxItems, uniqueItems } = schema
  const { length } = value
  const errors: FieldError[] = []
  if (minItems !== undefined && length < minItems)
    errors.push(told(field, length, `should have at least ${minItems} items`))
  if (maxItems !== undefined && length > maxItems) errors.push(tooMany(field, length, maxItems))
  const isRepeated = (item: unknown, index: number): boolean =>
    value.slice(0, index).some((other) => deepEqual(other, item))
  if (uniqueItems && value.some(isRepeated))
    errors.push(invalid(field, '', `${field} in body shouldn't contain duplicates`))
  return errors
}

export function checkMembers(
  schema: JsonSchema,
  value: Record<string, unknown>,
  field: string,
): FieldError[] {
  const { minProperties, maxProperties } = schema
  const count = Object.keys(value).length
  const errors: FieldError[] = []
  if (minProperties !== undefined && count < minProperties)
    errors.push(told(field, count, `should have at least ${minProperties} properties`))
  if (maxProperties !== undefined && count > maxProperties) errors.push(tooMany(field, count, maxProperties))
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value, name))
  return [...errors, ...missing.map((name) => required(field ? `${field}.${name}` : name))]
}
