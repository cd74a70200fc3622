import { type Schema, schemaOf, schemaOfType } from '@knarr/api'
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
  typeOfSchema,
  unescapeFieldName,
} from '@knarr/cel'
import type { CatalogEntry } from '../../../registry/served-resource.ts'

const known = new Map<string, CelType>()

/** The type of a served kind's objects, metadata and all; undefined where nothing is known of it. */
export function kindType(entry: CatalogEntry): CelType | undefined {
  const { api } = entry
  const custom = 'custom' in entry ? entry.custom : undefined
  if (!custom) {
    const schema = schemaOf(api)
    return schema && builtInType(schema)
  }
  const own = typeOfSchema(custom.schema, api.kind)
  const metadata = schemaOfType('meta.v1.ObjectMeta')
  if (own?.kind !== 'object' || !metadata) return undefined
  const common: Readonly<Record<string, CelType>> = {
    apiVersion: stringType,
    kind: stringType,
    metadata: builtInType(metadata),
  }
  return objectType(api.kind, {
    get: (field) => (Object.hasOwn(common, field) ? common[field] : own.fields.get(field)),
  })
}

/** Fields are looked at when they are asked for: types may hold themselves. */
function builtInType(schema: Schema): CelType {
  const found = known.get(schema.name) ?? made(schema)
  known.set(schema.name, found)
  return found
}

const ofFormat: Readonly<Record<string, CelType>> = {
  byte: bytesType,
  'date-time': timestampType,
  'micro-time': timestampType,
  duration: durationType,
  'int-or-string': dynType,
}

function made({ name, type, format, fields = {}, items, additional }: Schema): CelType {
  switch (type) {
    case 'string':
      return ofFormat[format ?? ''] ?? stringType
    case 'integer':
      return intType
    case 'number':
      return doubleType
    case 'boolean':
      return boolType
    case 'array':
      return listType(items ? builtInType(items) : dynType)
    case 'map':
      return mapType(stringType, additional ? builtInType(additional) : dynType)
    case 'object':
      return objectType(name, {
        get(field) {
          const found = fields[unescapeFieldName(field)]
          return found && builtInType(found.schema)
        },
      })
    default:
      return dynType
  }
}
