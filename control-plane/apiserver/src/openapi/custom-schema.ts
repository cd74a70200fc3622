import { type GroupVersionKind, proseOf } from '@knarr/api'
import { definitionName, kindDefinitionName } from './definition-names.ts'
import type { Dialect, JsonSchema } from './json-schema.ts'

/** The definitions of a custom kind and of its list, from the schema its CRD gives. */
export function customDefinitions(
  gvk: GroupVersionKind,
  schema: JsonSchema | undefined,
  dialect: Dialect,
): [name: string, definition: JsonSchema][] {
  const { group, version, kind } = gvk
  const list = { group, version, kind: `${kind}List` }
  const definition: JsonSchema = {
    ...objectSchema(schema, dialect),
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  }
  return [
    [kindDefinitionName(gvk), definition],
    [kindDefinitionName(list), listDefinition(gvk, list, dialect)],
  ]
}

/** Fields are only named where no other may come: kubectl takes what is named for all there is. */
function objectSchema(schema: JsonSchema | undefined, dialect: Dialect): JsonSchema {
  const isOpen = !schema?.type || (dialect.version === 2 && schema['x-kubernetes-preserve-unknown-fields'])
  if (isOpen) return { type: 'object' }
  const own = adapted(schema, dialect)
  return { ...own, type: 'object', properties: { ...own.properties, ...kindFields('ObjectMeta', dialect) } }
}

function listDefinition(gvk: GroupVersionKind, list: GroupVersionKind, dialect: Dialect): JsonSchema {
  const { group, version, kind } = list
  const items = { type: 'array', items: { $ref: dialect.root + kindDefinitionName(gvk) } }
  return {
    description: `${kind} is a list of ${gvk.kind}`,
    type: 'object',
    required: ['items'],
    properties: { ...kindFields('ListMeta', dialect), items },
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  }
}

function kindFields(metadata: string, dialect: Dialect): Record<string, JsonSchema> {
  const { fields } = proseOf(metadata === 'ListMeta' ? 'core.v1.ConfigMapList' : 'core.v1.ConfigMap')
  const described = (field: string): JsonSchema => (fields[field] ? { description: fields[field] } : {})
  const reference = { $ref: dialect.root + definitionName(`meta.v1.${metadata}`) }
  return {
    apiVersion: { ...described('apiVersion'), type: 'string' },
    kind: { ...described('kind'), type: 'string' },
    metadata: { ...described('metadata'), ...(dialect.version === 3 ? { allOf: [reference] } : reference) },
  }
}

/** OpenAPI v2 cannot say all that a CRD's schema can: what it lacks is left out, so that kubectl refuses nothing valid. */
function adapted(schema: JsonSchema, dialect: Dialect): JsonSchema {
  return dialect.version === 3 ? withChildren(schema, dialect) : adaptedV2(schema, dialect)
}

function adaptedV2(schema: JsonSchema, dialect: Dialect): JsonSchema {
  const { oneOf: _, anyOf: __, allOf: ___, not: ____, nullable, default: _____, ...rest } = schema
  const { type, format, properties, items, additionalProperties, required, ...others } = rest
  if (nullable || schema['x-kubernetes-int-or-string']) return others
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true
  const children = isOpen ? {} : { ...(items ? { items } : {}), ...(properties ? { properties } : {}) }
  const said = { ...(type ? { type } : {}), ...(format ? { format } : {}), ...(required ? { required } : {}) }
  const additional = additionalProperties === undefined ? {} : { additionalProperties }
  return withChildren({ ...others, ...said, ...children, ...additional }, dialect)
}

/** The schema with what is in it adapted; an embedded resource has a type and metadata of its own. */
function withChildren(schema: JsonSchema, dialect: Dialect): JsonSchema {
  const { properties, items, additionalProperties: additional } = schema
  const isOpen = dialect.version === 2 && schema['x-kubernetes-preserve-unknown-fields'] === true
  const embedded =
    schema['x-kubernetes-embedded-resource'] && !isOpen ? kindFields('ObjectMeta', dialect) : undefined
  return {
    ...schema,
    ...(properties || embedded
      ? { properties: { ...adaptedAll(properties ?? {}, dialect), ...embedded } }
      : {}),
    ...(items ? { items: adapted(items, dialect) } : {}),
    ...(typeof additional === 'object' ? { additionalProperties: adapted(additional, dialect) } : {}),
  }
}

const adaptedAll = (schemas: Record<string, JsonSchema>, dialect: Dialect): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, adapted(schema, dialect)]))
