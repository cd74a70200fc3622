import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  objectType,
  stringType,
  timestampType,
} from '../types/cel-type.ts'
import { escapeFieldName } from './field-names.ts'
import { resourceSchema, type StructuralSchema, schemaInPlace, valueSchema } from './structural-schema.ts'

/** The largest request, which bounds what a schema does not. */
const maxRequestBytes = 3 * 1024 * 1024

/** A type, and the least bytes of JSON a value of it takes. */
interface Declared {
  readonly type: CelType
  readonly minBytes: number
}

/**
 * The type of what a schema describes, with the sizes it allows. Objects are named after `name` and their path.
 * Undefined where the schema tells no type.
 */
export function typeOfSchema(schema: StructuralSchema, name: string): CelType | undefined {
  return declared(schema, name)?.type
}

/** The type of a whole resource: `apiVersion`, `kind` and the names in `metadata` can always be read. */
export function typeOfResource(schema: StructuralSchema, name: string): CelType {
  return typeOfSchema(resourceSchema(schema), name) ?? dynType
}

function declared(given: StructuralSchema, name: string): Declared | undefined {
  const schema = schemaInPlace(given)
  if (schema['x-kubernetes-int-or-string']) {
    return { type: { kind: 'dyn', maxSize: stringSize(schema) }, minBytes: 1 }
  }
  switch (schema.type) {
    case 'array':
      return declaredList(schema, name)
    case 'object':
      return valueSchema(schema) ? declaredMap(schema, name) : declaredObject(schema, name)
    case 'string':
      return declaredString(schema)
    case 'boolean':
      return { type: boolType, minBytes: 4 }
    case 'number':
      return { type: doubleType, minBytes: 1 }
    case 'integer':
      return { type: intType, minBytes: 1 }
    default:
      return undefined
  }
}

function declaredList({ items, maxItems }: StructuralSchema, name: string): Declared | undefined {
  const element = items && declared(items, `${name}.@idx`)
  if (!element) return undefined
  const size = maxItems ?? Math.floor((maxRequestBytes - 2) / (element.minBytes + 1))
  return { type: listType(element.type, Math.max(0, size)), minBytes: 2 }
}

/** Upstream reckons with no length of keys: a schema has no word for it. */
const keyType: CelType = { ...stringType, maxSize: 0 }

function declaredMap(schema: StructuralSchema, name: string): Declared | undefined {
  const value = declared(valueSchema(schema) ?? {}, `${name}.@elem`)
  if (!value) return undefined
  const size = schema.maxProperties ?? Math.floor((maxRequestBytes - 2) / (value.minBytes + 6))
  return { type: mapType(keyType, value.type, Math.max(0, size)), minBytes: 2 }
}

function declaredObject({ properties = {}, required }: StructuralSchema, name: string): Declared {
  const fields = new Map<string, CelType>()
  let minBytes = 2
  for (const [property, schema] of Object.entries(properties)) {
    const field = declared(schema, `${name}.${property}`)
    if (!field) continue
    const escaped = escapeFieldName(property)
    if (escaped !== undefined) fields.set(escaped, field.type)
    const mustBeSent = required?.includes(property) === true && schema.default === undefined
    if (mustBeSent) minBytes += property.length + field.minBytes + 4
  }
  return { type: objectType(name, fields), minBytes }
}

const formats: Readonly<Record<string, Declared>> = {
  duration: { type: { ...durationType, maxSize: 32 }, minBytes: 4 },
  date: { type: { ...timestampType, maxSize: 12 }, minBytes: 12 },
  'date-time': { type: { ...timestampType, maxSize: 37 }, minBytes: 22 },
}

function declaredString(schema: StructuralSchema): Declared {
  const known = schema.format === undefined ? undefined : formats[schema.format]
  if (known) return known
  if (schema.format === 'byte') {
    return {
      type: { ...bytesType, maxSize: Math.max(0, schema.maxLength ?? maxRequestBytes - 2) },
      minBytes: 2,
    }
  }
  return { type: { ...stringType, maxSize: stringSize(schema) }, minBytes: 2 }
}

/** In bytes, of which a character takes up to four. */
function stringSize({ maxLength, enum: choices = [] }: StructuralSchema): number {
  if (maxLength !== undefined) return Math.max(0, maxLength) * 4
  if (choices.length === 0) return maxRequestBytes - 2
  return Math.max(0, ...choices.map((choice) => (typeof choice === 'string' ? Buffer.byteLength(choice) : 0)))
}
