import { type FieldError, typeInvalid } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { stringFormat } from './formats.ts'

/** What a value is called in errors about its type. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** The format Go sees in a value that has none of its own. */
const formatOf: Readonly<Record<string, string>> = { integer: 'int64', number: 'double' }

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string']) return ['integer', 'string']
  return schema.type ? [schema.type] : []
}

/** An error for a value of a type that the schema does not name. */
export function checkType(schema: JsonSchema, value: unknown, field: string): FieldError[] {
  const types = typesOf(schema)
  const type = typeOf(value)
  const isFit = types.includes(type) || (type === 'integer' && types.includes('number'))
  if (types.length === 0 || isFit || (value === null && schema.nullable)) return []
  const format = stringFormat(schema)
  const isScalar = type !== 'null' && type !== 'string' && type !== 'array'
  const [expected, given] = format && isScalar ? [format, formatOf[type] ?? ''] : [types.join(','), type]
  const detail = `${field} in body must be of type ${expected}: ${JSON.stringify(given)}`
  return [typeInvalid(field, given, detail)]
}
