import type { JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '@knarr/machinery'
import { validateListType } from './list-type-validation.ts'

type Key = keyof JSONSchemaProps

const types: readonly string[] = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const forbiddenKeys: readonly Key[] = [
  ...([
    'additionalItems',
    'definitions',
    'dependencies',
    'id',
    'patternProperties',
    '$schema',
    '$ref',
  ] as const),
]

/** What OpenAPI v3 has and a definition may not use: upstream's `ValidateCustomResourceDefinitionOpenAPISchema`. */
export function validateSchema(schema: JSONSchemaProps, field: string): FieldError[] {
  return [
    ...validateKeywords(schema, field),
    ...validateMapType(schema, field),
    ...validateListType(schema, field),
    ...childSchemas(schema, field).flatMap(([child, at]) => validateSchema(child, at)),
  ]
}

function validateKeywords(schema: JSONSchemaProps, field: string): FieldError[] {
  const errors: FieldError[] = forbiddenKeys
    .filter((key) => schema[key] !== undefined)
    .map((key) => forbiddenField(`${field}.${key}`, `${key} is not supported`))
  const forbid = (key: string, detail: string): unknown =>
    errors.push(forbiddenField(`${field}.${key}`, detail))
  if (schema.uniqueItems)
    forbid('uniqueItems', 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic')
  if (schema.additionalProperties === false)
    forbid('additionalProperties', 'additionalProperties cannot be set to false')
  if (Object.keys(schema.properties ?? {}).length > 0 && schema.additionalProperties)
    forbid('additionalProperties', 'additionalProperties and properties are mutual exclusive')
  if (schema.type === 'null') forbid('type', 'type cannot be set to null, use nullable as an alternative')
  else if (schema.type && !types.includes(schema.type))
    errors.push(notSupported(`${field}.type`, schema.type, types))
  if (Array.isArray(schema.items)) forbid('items', 'items must be a schema object and not an array')
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    errors.push(invalid(`${field}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'))
  return errors
}

function validateMapType(schema: JSONSchemaProps, field: string): FieldError[] {
  const mapType = schema['x-kubernetes-map-type']
  if (mapType === undefined) return []
  const errors: FieldError[] = []
  const detail = 'must be object if x-kubernetes-map-type is specified'
  if (!schema.type) errors.push(required(`${field}.type`, detail))
  else if (schema.type !== 'object') errors.push(invalid(`${field}.type`, schema.type, detail))
  const supported = ['atomic', 'granular']
  if (!supported.includes(mapType))
    errors.push(notSupported(`${field}.x-kubernetes-map-type`, mapType, supported))
  return errors
}

/** Every schema right inside another, with its path. */
export function childSchemas(schema: JSONSchemaProps, field: string): [JSONSchemaProps, string][] {
  const listed = (['allOf', 'oneOf', 'anyOf'] as const).flatMap((key) =>
    (schema[key] ?? []).map((each, index): [JSONSchemaProps, string] => [each, `${field}.${key}[${index}]`]),
  )
  return [
    ...structuralChildren(schema, field),
    ...(schema.not ? [[schema.not, `${field}.not`] as [JSONSchemaProps, string]] : []),
    ...listed,
  ]
}

/** The schemas of what is inside a value: of its fields, entries and items. */
export function structuralChildren(schema: JSONSchemaProps, field: string): [JSONSchemaProps, string][] {
  const { properties = {}, additionalProperties, items } = schema
  const children = Object.entries(properties).map(([name, child]): [JSONSchemaProps, string] => [
    child,
    `${field}.properties[${name}]`,
  ])
  if (typeof additionalProperties === 'object' && additionalProperties !== null)
    children.push([additionalProperties as JSONSchemaProps, `${field}.additionalProperties`])
  if (items && !Array.isArray(items)) children.push([items as JSONSchemaProps, `${field}.items`])
  return children
}
