import { deepEqual, type FieldError, isJsonObject, notSupported } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { memberSchema } from '../structural-schema.ts'
import { checkComposition } from './composition.ts'
import { itemOfOld } from './correlation.ts'
import type { Findings } from './findings.ts'
import { checkFormat, stringFormat } from './formats.ts'
import { checkMembers, checkNumber, checkSize, checkText } from './limits.ts'
import { checkType } from './value-types.ts'

/** Where a value stands: its path, and what stood there before where that can be told. */
interface Place {
  readonly field: string
  readonly old?: unknown
}

/**
 * What is wrong with a value by its OpenAPI v3 schema, in upstream's words. What an update leaves as it was in `old`
 * is not looked at again: a schema that became stricter does not keep objects from being changed elsewhere.
 */
export function validateValue(schema: JsonSchema, value: unknown, place: Place): FieldError[] {
  const findings: Findings = { errors: [], matches: 0 }
  visit(schema, value, { place, findings })
  return findings.errors
}

interface Visit {
  readonly place: Place
  readonly findings: Findings
}

function visit(schema: JsonSchema, value: unknown, { place, findings }: Visit): void {
  if (place.old !== undefined && deepEqual(place.old, value)) return
  const { errors } = findings
  const { field } = place
  errors.push(...checkType(schema, value, field))
  findings.matches++
  if (value !== null) visitPresent(schema, value, { place, findings })
  errors.push(...checkEnum(schema, value, field))
}

function visitPresent(schema: JsonSchema, value: unknown, at: Visit): void {
  const { place, findings } = at
  const { errors } = findings
  checkComposition(schema, at, (alternative) => {
    const found: Findings = { errors: [], matches: 0 }
    visit(alternative, value, { place: { field: place.field }, findings: found })
    return found
  })
  if (typeof value === 'string') {
    errors.push(...checkText(schema, value, place.field))
    if (stringFormat(schema)) errors.push(...checkFormat(schema, value, place.field))
  } else if (typeof value === 'number') errors.push(...checkNumber(schema, value, place.field))
  else if (Array.isArray(value)) visitItems(schema, value, at)
  else if (isJsonObject(value)) visitMembers(schema, value, at)
}

function visitItems(schema: JsonSchema, value: readonly unknown[], { place, findings }: Visit): void {
  const { items } = schema
  if (items) {
    const oldOf = itemOfOld(schema, place.old)
    for (const [index, item] of value.entries()) {
      const old = oldOf(item)
      visit(items, item, { place: { field: `${place.field}[${index}]`, old }, findings })
    }
  }
  findings.errors.push(...checkSize(schema, value, place.field))
}

function visitMembers(schema: JsonSchema, value: Record<string, unknown>, { place, findings }: Visit): void {
  const { field } = place
  const old = isJsonObject(place.old) ? place.old : {}
  for (const [name, member] of Object.entries(value)) {
    const own = memberSchema(schema, name)
    const at = field ? `${field}.${name}` : name
    const before = Object.hasOwn(old, name) ? old[name] : undefined
    if (own) visit(own, member, { place: { field: at, old: before }, findings })
  }
  findings.errors.push(...checkMembers(schema, value, field))
}

function checkEnum(schema: JsonSchema, value: unknown, field: string): FieldError[] {
  const allowed = schema.enum
  if (!allowed?.length || allowed.some((each) => deepEqual(each, value))) return []
  const texts = allowed.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
  return [notSupported(field, value, texts)]
}
