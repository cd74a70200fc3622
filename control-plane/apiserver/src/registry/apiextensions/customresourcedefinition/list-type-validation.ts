import type { JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '@knarr/machinery'

const listTypes: readonly string[] = ['atomic', 'map', 'set']

/** A list whose items are told apart has items that can be. */
export function validateListType(schema: JSONSchemaProps, field: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const at = `${field}.x-kubernetes-list-type`
  const errors = listType === undefined ? [] : validateType(schema, listType, field)
  const needsMap = 'must be map if x-kubernetes-list-map-keys is non-empty'
  if (keys.length > 0 && listType === undefined) errors.push(required(at, needsMap))
  else if (keys.length > 0 && listType !== 'map') errors.push(invalid(at, listType, needsMap))
  if (listType === 'map') errors.push(...validateMap(schema, keys, field))
  if (listType === 'set') errors.push(...validateSet(schema, field))
  return errors
}

function validateType({ type }: JSONSchemaProps, listType: string, field: string): FieldError[] {
  const errors: FieldError[] = []
  const detail = 'must be array if x-kubernetes-list-type is specified'
  if (!type) errors.push(required(`${field}.type`, detail))
  else if (type !== 'array') errors.push(invalid(`${field}.type`, type, detail))
  if (listTypes.includes(listType)) return errors
  return [...errors, notSupported(`${field}.x-kubernetes-list-type`, listType, listTypes)]
}

function validateMap(schema: JSONSchemaProps, keys: readonly string[], field: string): FieldError[] {
  const at = `${field}.x-kubernetes-list-map-keys`
  const errors: FieldError[] = []
  if (keys.length === 0) errors.push(required(at, 'must not be empty if x-kubernetes-list-type is map'))
  if (new Set(keys).size < keys.length) errors.push(invalid(at, keys, 'must not contain duplicate entries'))
  const items = schema.items as JSONSchemaProps | undefined
  if (!items)
    return [...errors, required(`${field}.items`, 'must have a schema if x-kubernetes-list-type is map')]
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map"
    errors.push(invalid(`${field}.items.type`, items.type ?? '', detail))
  }
  if (items.nullable)
    errors.push(
      forbiddenField(`${field}.items.nullable`, 'cannot be nullable when x-kubernetes-list-type is map'),
    )
  return [
    ...errors,
    ...keys.flatMap((key, index) => validateKey(items, key, { field, at: `${at}[${index}]` })),
  ]
}

function validateKey(
  items: JSONSchemaProps,
  key: string,
  { field, at }: { field: string; at: string },
): FieldError[] {
  const property = items.properties?.[key]
  if (!property) return [invalid(at, key, 'entries must all be names of item properties')]
  const path = `${field}.items.properties[${key}]`
  const errors: FieldError[] = []
  if (property.type === 'array' || property.type === 'object') {
    const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map"
    errors.push(invalid(`${path}.type`, property.type, detail))
  }
  const isKey = 'this property is in x-kubernetes-list-map-keys, so it'
  if (property.default === undefined && !items.required?.includes(key))
    errors.push(required(`${path}.default`, `${isKey} must have a default or be a required property`))
  if (property.nullable) errors.push(forbiddenField(`${path}.nullable`, `${isKey} cannot be nullable`))
  return errors
}

function validateSet(schema: JSONSchemaProps, field: string): FieldError[] {
  const items = schema.items as JSONSchemaProps | undefined
  const at = `${field}.items`
  if (!items) return [required(at, 'must have a schema if x-kubernetes-list-type is set')]
  const errors: FieldError[] = []
  if (items.nullable)
    errors.push(forbiddenField(`${at}.nullable`, 'cannot be nullable when x-kubernetes-list-type is set'))
  const key = items.type === 'array' ? 'x-kubernetes-list-type' : 'x-kubernetes-map-type'
  const isWhole = items.type === 'array' || items.type === 'object' ? items[key] === 'atomic' : true
  // A list is atomic unless it says otherwise, an object is not.
  if (isWhole || (items.type === 'array' && items[key] === undefined)) return errors
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  return [
    ...errors,
    items[key] === undefined ? required(`${at}.${key}`, detail) : invalid(`${at}.${key}`, items[key], detail),
  ]
}
