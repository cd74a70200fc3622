/** What CEL reads of a structural schema; JSON schemas of CRDs and of OpenAPI fit. */
export interface StructuralSchema {
  readonly type?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly items?: StructuralSchema
  readonly properties?: Readonly<Record<string, StructuralSchema>>
  readonly additionalProperties?: boolean | StructuralSchema
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly maxLength?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly 'x-kubernetes-int-or-string'?: unknown
  readonly 'x-kubernetes-embedded-resource'?: unknown
  readonly 'x-kubernetes-list-type'?: unknown
  readonly 'x-kubernetes-list-map-keys'?: unknown
}

const text: StructuralSchema = { type: 'string' }

const rootFields: Readonly<Record<string, StructuralSchema>> = {
  apiVersion: text,
  kind: text,
  metadata: { type: 'object', properties: { name: text, generateName: text } },
}

/** The schema of a whole resource: its type and name can always be read. */
export function resourceSchema(schema: StructuralSchema): StructuralSchema {
  return { ...schema, type: 'object', properties: { ...schema.properties, ...rootFields } }
}

/** The schema as it stands in a place: embedded resources are whole ones. */
export function schemaInPlace(schema: StructuralSchema): StructuralSchema {
  return schema['x-kubernetes-embedded-resource'] ? resourceSchema(schema) : schema
}

/** The schema of a map's values; undefined for an object of fields. */
export function valueSchema({ additionalProperties }: StructuralSchema): StructuralSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}
