import type { PatchSchema } from '@knarr/machinery'
import { type Schema, schemaOf } from './schema.ts'
import type { GroupVersionKind } from './type-name.ts'

const made = new WeakMap<Schema, PatchSchema>()

/** What a strategic merge patch needs to know of a built-in kind; undefined for kinds without a schema. */
export function patchSchemaOf(gvk: GroupVersionKind): PatchSchema | undefined {
  const schema = schemaOf(gvk)
  return schema && patchSchema(schema)
}

/** The patch schema of one schema node: an object's fields, a map's every key, a list's elements. */
export function patchSchema(schema: Schema): PatchSchema | undefined {
  if (schema.type === 'array') return schema.items && patchSchema(schema.items)
  if (schema.type !== 'object' && schema.type !== 'map') return undefined
  const known = made.get(schema)
  if (known) return known
  const patch: PatchSchema = schema.type === 'map' ? mapSchema(schema) : objectSchema(schema)
  made.set(schema, patch)
  return patch
}

type PatchField = NonNullable<ReturnType<PatchSchema['field']>>

function objectSchema(schema: Schema): PatchSchema {
  const fields = new Map<string, PatchField>()
  return {
    field(name) {
      const field = schema.fields?.[name]
      if (!field) return undefined
      const known = fields.get(name)
      if (known) return known
      const { patchStrategy, patchMergeKey } = field
      const answer: PatchField = {
        ...(patchStrategy === undefined ? {} : { patchStrategy }),
        ...(patchMergeKey === undefined ? {} : { patchMergeKey }),
        ...inside(field.schema),
      }
      fields.set(name, answer)
      return answer
    },
  }
}

function mapSchema(schema: Schema): PatchSchema {
  const answer: PatchField = schema.additional ? inside(schema.additional) : {}
  return { field: () => answer }
}

function inside(schema: Schema): PatchField {
  const nested = patchSchema(schema)
  return { ...(schema.type === 'array' ? { isList: true } : {}), ...(nested ? { schema: nested } : {}) }
}
