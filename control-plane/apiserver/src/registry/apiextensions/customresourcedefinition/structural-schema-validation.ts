import type { JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { deepEqual, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import { patternError } from '../../../crd/validation/pattern.ts'
import { structuralChildren } from './schema-validation.ts'

type Place = 'root' | 'item' | 'field'

const emptyType: Readonly<Record<Place, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

/**
 * Upstream's `ValidateStructural`: every value's type is known from one place; what only restricts values stands
 * in `allOf` and its siblings and describes nothing new.
 */
export function validateStructuralSchema(schema: JSONSchemaProps, field: string): FieldError[] {
  const errors = [...validateNode(schema, field, 'root'), ...validateCompleteness(schema, field, schema)]
  const keyOf = (error: FieldError): string => `${error.field}: ${error.body}`
  return errors.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function validateNode(schema: JSONSchemaProps, field: string, place: Place): FieldError[] {
  const children = structuralChildren(schema, field)
  return [
    ...(schema.type === 'array' && !schema.items ? [required(`${field}.items`, 'must be specified')] : []),
    ...(place === 'root' && schema.additionalProperties
      ? [forbiddenField(`${field}.additionalProperties`, 'must not be used at the root')]
      : []),
    ...validateType(schema, field, place),
    ...validateExtensions(schema, field),
    ...validateTypeFields(schema, field, place),
    ...validateRestrictions(schema, field),
    ...children.flatMap(([child, at]) => validateNode(child, at, child === schema.items ? 'item' : 'field')),
  ]
}

function validateType(schema: JSONSchemaProps, field: string, place: Place): FieldError[] {
  const at = `${field}.type`
  const { type } = schema
  const isOpen = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields']
  if (schema['x-kubernetes-embedded-resource'] && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true'
    return [type ? invalid(at, type, detail) : required(at, detail)]
  }
  if (!type) return isOpen && place !== 'root' ? [] : [required(at, emptyType[place])]
  return place === 'root' && type !== 'object' ? [invalid(at, type, 'must be object at the root')] : []
}

function validateExtensions(schema: JSONSchemaProps, field: string): FieldError[] {
  const isEmbedded = schema['x-kubernetes-embedded-resource']
  const isOpen = schema['x-kubernetes-preserve-unknown-fields']
  const errors: FieldError[] = []
  if (schema['x-kubernetes-int-or-string']) {
    const detail = 'must be false if x-kubernetes-int-or-string is true'
    for (const key of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
      if (schema[key]) errors.push(invalid(`${field}.${key}`, true, detail))
  }
  if (!isEmbedded) return errors
  if (schema.additionalProperties) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set'
    errors.push(forbiddenField(`${field}.additionalProperties`, detail))
  }
  if (!isOpen && Object.keys(schema.properties ?? {}).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
    errors.push(required(`${field}.properties`, detail))
  }
  return errors
}

/** Type and metadata of a resource are Kubernetes' own: a schema may say little of them. */
function validateTypeFields(schema: JSONSchemaProps, field: string, place: Place): FieldError[] {
  if (place !== 'root' && !schema['x-kubernetes-embedded-resource']) return []
  const { metadata } = schema.properties ?? {}
  const errors = (['kind', 'apiVersion'] as const).flatMap((name) => {
    const own = schema.properties?.[name]
    const at = `${field}.properties[${name}].type`
    return own && own.type !== 'string' ? [invalid(at, own.type ?? '', 'must be string')] : []
  })
  if (!metadata) return errors
  const at = `${field}.properties[metadata]`
  if (metadata.type !== 'object') errors.push(invalid(`${at}.type`, metadata.type ?? '', 'must be object'))
  if (place === 'root' && !restrictsOnlyNames(metadata)) {
    const detail =
      'must not specify anything other than name and generateName, but metadata is implicitly specified'
    errors.push(forbiddenField(at, detail))
  }
  return errors
}

function restrictsOnlyNames({ type: _, properties = {}, ...rest }: JSONSchemaProps): boolean {
  const names = Object.keys(properties)
  return Object.keys(rest).length === 0 && names.every((name) => name === 'name' || name === 'generateName')
}

const intOrString: readonly JSONSchemaProps[] = [{ type: 'integer' }, { type: 'string' }]

/** The schemas that restrict a value without describing it; the ways to write int-or-string are left out. */
function restrictionsOf(schema: JSONSchemaProps, field: string): [JSONSchemaProps, string][] {
  const { allOf = [], oneOf = [], anyOf = [], not } = schema
  const at =
    (key: string) =>
    (each: JSONSchemaProps, index: number): [JSONSchemaProps, string] => [each, `${field}.${key}[${index}]`]
  return [
    ...(deepEqual(anyOf, intOrString) ? [] : anyOf.map(at('anyOf'))),
    ...allOf.filter((each) => !deepEqual(each, { anyOf: intOrString })).map(at('allOf')),
    ...oneOf.map(at('oneOf')),
    ...(not ? [[not, `${field}.not`] as [JSONSchemaProps, string]] : []),
  ]
}

function validateRestrictions(schema: JSONSchemaProps, field: string): FieldError[] {
  const malformed = schema.pattern === undefined ? undefined : patternError(schema.pattern)
  const detail = `must be a valid regular expression, but isn't: ${malformed}`
  return [
    ...(malformed ? [invalid(`${field}.pattern`, schema.pattern, detail)] : []),
    ...restrictionsOf(schema, field).flatMap(([each, at]) => validateNested(each, at)),
  ]
}

const describing: readonly [keyof JSONSchemaProps, detail: string][] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['externalDocs', 'must be undefined to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
]

function validateNested(schema: JSONSchemaProps, field: string): FieldError[] {
  const errors = describing.flatMap(([key, detail]) =>
    isSaid(schema[key]) ? [forbiddenField(`${field}.${key}`, detail)] : [],
  )
  if (schema.properties?.['metadata']) {
    const detail = 'must not be specified in a nested context'
    errors.push(forbiddenField(`${field}.properties[metadata]`, detail))
  }
  const { additionalProperties: _, ...own } = schema
  const children = structuralChildren(own, field).flatMap(([child, at]) => validateNested(child, at))
  return [...errors, ...validateRestrictions(schema, field), ...children]
}

function isSaid(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== ''
}

/** What a restriction names must be described where values are. */
function validateCompleteness(
  described: JSONSchemaProps,
  field: string,
  schema: JSONSchemaProps,
): FieldError[] {
  return [
    ...restrictionsOf(schema, field).flatMap(([each, at]) => missingIn({ described, field }, each, at)),
    ...structuralChildren(schema, field).flatMap(([child, at]) => validateCompleteness(child, at, child)),
  ]
}

function missingIn(
  target: { readonly described: JSONSchemaProps; readonly field: string },
  restriction: JSONSchemaProps,
  at: string,
): FieldError[] {
  const { described, field } = target
  const own = new Map(structuralChildren(described, '').map(([child, path]) => [path, child]))
  const children = structuralChildren(restriction, '').flatMap(([child, path]) => {
    const counterpart = own.get(path)
    if (!counterpart) return [required(`${field}${path}`, `because it is defined in ${at}${path}`)]
    return missingIn({ described: counterpart, field: `${field}${path}` }, child, `${at}${path}`)
  })
  const deeper = restrictionsOf(restriction, at).flatMap(([each, path]) => missingIn(target, each, path))
  return [...children, ...deeper]
}
