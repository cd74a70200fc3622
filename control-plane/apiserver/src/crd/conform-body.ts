import { type Conformed, conformToSchema, type GroupVersionKind, schemaOf } from '@knarr/api'
import { cloneJson, isJsonObject, type KubeObject } from '@knarr/machinery'

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' }

/** A body as its kind's schema has it; of a custom kind only metadata is known here, the rest is its strategy's. */
export function conformBody<T = KubeObject>(value: unknown, gvk: GroupVersionKind): Conformed<T> {
  if (schemaOf(gvk)) return conformToSchema<T>(value, gvk)
  if (!isJsonObject(value)) return conformToSchema<T>(value, configMap)
  const { metadata } = value
  const bare = { apiVersion: 'v1', kind: 'ConfigMap', metadata }
  const { object, unknownFields } = conformToSchema(bare, configMap)
  return { object: { ...cloneJson(value), metadata: object.metadata } as T, unknownFields }
}
