import {
  type GroupVersionKind,
  proseOf,
  type Schema,
  type SchemaField,
  schemaOf,
  schemaOfType,
} from '@knarr/api'
import { customDefinitions } from './custom-schema.ts'
import { definitionName, kindDefinitionName } from './definition-names.ts'
import type { Dialect, JsonSchema } from './json-schema.ts'

/** Collects the definitions a document needs: what its kinds are, and all that these refer to. */
export class Definitions {
  readonly #dialect: Dialect
  readonly #groupVersions: readonly { readonly group: string; readonly version: string }[]
  readonly #made = new Map<string, JsonSchema>()

  constructor(
    dialect: Dialect,
    groupVersions: readonly { readonly group: string; readonly version: string }[],
  ) {
    this.#dialect = dialect
    this.#groupVersions = groupVersions
  }

  /** Adds a kind; `custom` is the schema of a kind that is not built in. */
  addKind(gvk: GroupVersionKind, custom?: JsonSchema): void {
    const schema = schemaOf(gvk)
    if (schema) this.#add(schema)
    // The list of a custom kind comes with the kind.
    else if (!this.#made.has(kindDefinitionName(gvk))) {
      for (const [name, definition] of customDefinitions(gvk, custom, this.#dialect))
        this.#made.set(name, definition)
      for (const name of ['ObjectMeta', 'ListMeta']) this.addType(`meta.v1.${name}`)
    }
  }

  addType(typeName: string): void {
    const schema = schemaOfType(typeName)
    if (schema) this.#add(schema)
  }

  /** All definitions by name, sorted. */
  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#made].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #add(schema: Schema): void {
    const name = definitionName(schema.name)
    if (this.#made.has(name)) return
    const definition: JsonSchema = {}
    this.#made.set(name, definition)
    Object.assign(definition, this.#definition(schema))
  }

  #definition(schema: Schema): JsonSchema {
    const { description, fields: prose } = proseOf(schema.name)
    const described = description ? { description } : {}
    const known = this.#special(schema)
    if (known) return { ...described, ...known }
    const fields = Object.values(schema.fields ?? {}).map((field): [string, JsonSchema] => [
      field.name,
      this.#property(field, prose[field.name]),
    ])
    const gvks = this.#gvksOf(schema)
    return {
      ...described,
      type: 'object',
      ...(schema.required?.length ? { required: schema.required } : {}),
      ...(fields.length > 0 ? { properties: Object.fromEntries(fields) } : {}),
      ...(schema.mapType ? { 'x-kubernetes-map-type': schema.mapType } : {}),
      ...(gvks.length > 0 ? { 'x-kubernetes-group-version-kind': gvks } : {}),
    }
  }

  #gvksOf(schema: Schema): readonly GroupVersionKind[] {
    const kind = schema.name.slice(schema.name.lastIndexOf('.') + 1)
    if (schema.isInEveryGroup)
      return this.#groupVersions.map(({ group, version }) => ({ group, kind, version }))
    return (schema.gvks ?? []).map(({ group, version }) => ({ group, kind, version }))
  }

  #property(field: SchemaField, description: string | undefined): JsonSchema {
    const { schema, patchStrategy, patchMergeKey, values } = field
    const { listType, listMapKeys, mapType } = schema
    const value = withValues(this.#value(schema), values)
    return {
      ...(description ? { description } : {}),
      ...(value.$ref && this.#dialect.version === 3 ? { allOf: [value] } : value),
      ...(listMapKeys ? { 'x-kubernetes-list-map-keys': listMapKeys } : {}),
      ...(listType ? { 'x-kubernetes-list-type': listType } : {}),
      ...(mapType && schema.type === 'map' ? { 'x-kubernetes-map-type': mapType } : {}),
      ...(patchMergeKey ? { 'x-kubernetes-patch-merge-key': patchMergeKey } : {}),
      ...(patchStrategy ? { 'x-kubernetes-patch-strategy': patchStrategy } : {}),
    }
  }

  #value(schema: Schema): JsonSchema {
    if (schema.type === 'array') return { type: 'array', items: this.#value(schema.items as Schema) }
    if (schema.type === 'map')
      return { type: 'object', additionalProperties: this.#value(schema.additional as Schema) }
    if (schema.name.includes('.')) {
      this.#add(schema)
      return { $ref: this.#dialect.root + definitionName(schema.name) }
    }
    return { type: schema.type, ...(schema.format ? { format: schema.format } : {}) }
  }

  /** Types that are no objects of fields, as upstream's own OpenAPI methods give them. */
  #special({ format }: Schema): JsonSchema | undefined {
    const known = specials[format ?? '']
    return known && (this.#dialect.version === 2 ? known.v2 : (known.v3 ?? known.v2))
  }
}

/** Of a list, its items are limited to the values. */
function withValues(schema: JsonSchema, values: readonly string[] | undefined): JsonSchema {
  if (!values) return schema
  return schema.items ? { ...schema, items: { ...schema.items, enum: values } } : { ...schema, enum: values }
}

const specials: Readonly<Record<string, { v2: JsonSchema; v3?: JsonSchema }>> = {
  quantity: { v2: { type: 'string' }, v3: { oneOf: [{ type: 'string' }, { type: 'number' }] } },
  'int-or-string': {
    v2: { type: 'string', format: 'int-or-string' },
    v3: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  },
  'date-time': { v2: { type: 'string', format: 'date-time' } },
  'micro-time': { v2: { type: 'string', format: 'date-time' } },
  duration: { v2: { type: 'string' } },
  raw: { v2: { type: 'object' } },
  fields: { v2: { type: 'object' } },
  json: { v2: {} },
  'schema-or-bool': { v2: {} },
  'schema-or-array': { v2: {} },
  'schema-or-strings': { v2: {} },
}
