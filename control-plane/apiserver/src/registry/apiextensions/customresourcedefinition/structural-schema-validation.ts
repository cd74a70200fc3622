import type { JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '@knarr/machinery'
import { patternError } from '../../../crd/validation/pattern.ts'

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const forbiddenKeys = ['definitions', 'dependencies', 'id', 'patternProperties', '$schema', '$ref'] as const
const emptyText = {
  root: 'must not be empty at the root',
  properties: 'must not be empty for specified object fields',
  items: 'must not be empty for specified array items',
  additionalProperties: 'must not be empty for specified object fields',
} as const

/** A structural schema: every value's type is known, and none is described by more than one keyword. */
export function validateStructuralSchema(schema: JSONSchemaProps, field: string): FieldError[] {
  const errors = validateNode(schema, field, 'root')
  if (schema.type && schema.type !== 'object') {
    errors.push(invalid(`${field}.type`, schema.type, 'must be object at the root'))
  }
  return errors
}

function validateNode(schema: JSONSchemaProps, field: string, place: keyof typeof emptyText): FieldError[] {
  return [
    ...validateType(schema, field, place),
    ...validateKeywords(schema, field),
    ...validateChildren(schema, field),
  ]
}

function validateType(schema: JSONSchemaProps, field: string, place: keyof typeof emptyText): FieldError[] {
  if (schema.type)
    return types.includes(schema.type) ? [] : [notSupported(`${field}.type`, schema.type, types)]
  const isOpen = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields']
  return isOpen && place !== 'root' ? [] : [required(`${field}.type`, emptyText[place])]
}

function validateKeywords(schema: JSONSchemaProps, field: string): FieldError[] {
  const errors: FieldError[] = forbiddenKeys
    .filter((key) => schema[key] !== undefined)
    .map((key) => forbiddenField(`${field}.${key}`, `${key} is not supported`))
  if (schema.uniqueItems) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    errors.push(forbiddenField(`${field}.uniqueItems`, detail))
  }
  if (schema.additionalProperties === false) {
    errors.push(
      forbiddenField(`${field}.additionalProperties`, 'additionalProperties cannot be set to false'),
    )
  }
  if (Object.keys(schema.properties ?? {}).length > 0 && schema.additionalProperties) {
    const detail = 'additionalProperties and properties are mutual exclusive'
    errors.push(forbiddenField(`${field}.additionalProperties`, detail))
  }
  if (schema.type === 'array' && !schema.items) errors.push(required(`${field}.items`, 'must be specified'))
  const malformed = schema.pattern === undefined ? undefined : patternError(schema.pattern)
  if (malformed) {
    const detail = `must be a valid regular expression, but isn't: ${malformed}`
    errors.push(invalid(`${field}.pattern`, schema.pattern, detail))
  }
  return [...errors, ...validateListType(schema, field)]
}

function validateListType(schema: JSONSchemaProps, field: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type']
  if (listType === undefined) return []
  const at = `${field}.x-kubernetes-list-type`
  const supported = ['atomic', 'map', 'set']
  if (!supported.includes(listType)) return [notSupported(at, listType, supported)]
  if (schema.type !== 'array')
    return [
      invalid(`${field}.type`, schema.type ?? '', `must be array if x-kubernetes-list-type is specified`),
    ]
  if (listType === 'map' && !schema['x-kubernetes-list-map-keys']?.length) {
    return [
      required(`${field}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'),
    ]
  }
  return []
}

function validateChildren(schema: JSONSchemaProps, field: string): FieldError[] {
  const errors = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    validateNode(property, `${field}.properties[${name}]`, 'properties'),
  )
  if (typeof schema.additionalProperties === 'object') {
    errors.push(
      ...validateNode(schema.additionalProperties, `${field}.additionalProperties`, 'additionalProperties'),
    )
  }
  if (Array.isArray(schema.items))
    errors.push(forbiddenField(`${field}.items`, 'items must be a schema object and not an array'))
  else if (schema.items) errors.push(...validateNode(schema.items, `${field}.items`, 'items'))
  return errors
}
