import { dns1035LabelErrors, type FieldError, invalid, isJsonObject, required } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { validateObjectMeta } from '../../registry/meta/object-meta-validation.ts'
import { memberSchema } from '../structural-schema.ts'

/** What is wrong with the type and metadata of resources embedded in another. */
export function validateEmbedded(schema: JsonSchema, value: unknown, field = ''): FieldError[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => child(schema.items, item, `${field}[${index}]`))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    child(memberSchema(schema, name), member, field ? `${field}.${name}` : name),
  )
}

function child(schema: JsonSchema | undefined, value: unknown, field: string): FieldError[] {
  if (!schema) return []
  const isResource = schema['x-kubernetes-embedded-resource'] === true && isJsonObject(value)
  return [...(isResource ? resourceErrors(value, field) : []), ...validateEmbedded(schema, value, field)]
}

function resourceErrors(value: Record<string, unknown>, field: string): FieldError[] {
  const { apiVersion, kind, metadata } = value
  const errors = [...textErrors(apiVersion, `${field}.apiVersion`), ...textErrors(kind, `${field}.kind`)]
  if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2)
    errors.push(invalid(`${field}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`))
  for (const message of typeof kind === 'string' && kind ? dns1035LabelErrors(kind.toLowerCase()) : []) {
    const detail = `may have mixed case, but should otherwise match: ${message}`
    errors.push(invalid(`${field}.kind`, kind, detail))
  }
  return isJsonObject(metadata) ? [...errors, ...metadataErrors(metadata, field)] : errors
}

function textErrors(value: unknown, field: string): FieldError[] {
  if (value === undefined || value === '') return [required(field, 'must not be empty')]
  return typeof value === 'string' ? [] : [invalid(field, value, 'must be a string')]
}

/** Embedded resources may be of any kind, so that their names may be anything and a namespace may be there or not. */
function metadataErrors(metadata: Record<string, unknown>, field: string): FieldError[] {
  const named = { name: 'embedded', ...metadata }
  const errors = validateObjectMeta(named, {
    namespaced: metadata.namespace !== undefined,
    validateName: () => [],
    takesAnyFinalizer: true,
  })
  return errors.map((error) => ({ ...error, field: `${field}.${error.field}` }))
}
