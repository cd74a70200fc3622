import { type Conformed, conformToSchema, type GroupVersionKind } from '@knarr/api'
import { cloneJson, isJsonObject, type KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../openapi/json-schema.ts'
import { pruneResource } from './structural-schema.ts'

/** What a definition says of one version of its kind, beyond what every resource has. */
export interface CustomKind {
  readonly schema: JsonSchema
  /** A body without what the schema does not know. @throws StatusError BadRequest where metadata is not proper */
  conform(value: unknown): Conformed
}

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' }

export function customKindOf(schema: JsonSchema): CustomKind {
  return { schema, conform: (value) => conformCustom(schema, value) }
}

function conformCustom(schema: JsonSchema, value: unknown): Conformed {
  // What is no object is refused in the words of any kind.
  if (!isJsonObject(value)) return conformToSchema(value, configMap)
  const { metadata, ...rest } = value
  const known = conformToSchema({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, configMap)
  const object = { ...cloneJson(rest), metadata: known.object.metadata } as KubeObject
  return { object, unknownFields: [...known.unknownFields, ...pruneResource(schema, object)] }
}
