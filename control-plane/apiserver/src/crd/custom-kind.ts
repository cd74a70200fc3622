import { type Conformed, conformToSchema, type GroupVersionKind } from '@knarr/api'
import { cloneJson, deepEqual, deepFreeze, isJsonObject, type KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../openapi/json-schema.ts'
import type { ValueType } from '../server-side-apply/value-type.ts'
import { fieldTypesOf } from './field-types.ts'
import { fillDefaults, pruneResource } from './structural-schema.ts'

/** What a definition says of one version of its kind, beyond what every resource has. */
export interface CustomKind {
  /** The definition's resourceVersion: what was derived by an older one is not current. */
  readonly revision: string
  readonly listKind: string
  readonly schema: JsonSchema
  /** What server-side apply must know of the kind's fields. */
  readonly fieldTypes: ValueType
  /** A body without what the schema does not know. @throws StatusError BadRequest where metadata is not proper */
  conform(value: unknown): Conformed
  /** A kept object as it is read, in the version it is kept in: with defaults and without what is no longer known. */
  current(kept: KubeObject): KubeObject
  /** A kept object in this version; itself where that changes nothing. */
  toServed(kept: KubeObject): KubeObject
}

export interface CustomKindOptions {
  readonly revision: string
  readonly listKind: string
  readonly apiVersion: string
  readonly schema: JsonSchema
  readonly storedSchema: JsonSchema
}

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' }

export function customKindOf(options: CustomKindOptions): CustomKind {
  const { schema, storedSchema, apiVersion, revision, listKind } = options
  let fieldTypes: ValueType
  const current = oncePerObject((kept) => currentForm(storedSchema, kept))
  return {
    revision,
    listKind,
    schema,
    get fieldTypes() {
      fieldTypes ??= fieldTypesOf(schema)
      return fieldTypes
    },
    conform: (value) => conformCustom(schema, value),
    current,
    toServed: oncePerObject((kept) =>
      servedForm(schema, apiVersion, Object.isFrozen(kept) ? current(kept) : kept),
    ),
  }
}

function conformCustom(schema: JsonSchema, value: unknown): Conformed {
  // What is no object is refused in the words of any kind.
  if (!isJsonObject(value)) return conformToSchema(value, configMap)
  const { metadata, ...rest } = value
  const known = conformToSchema({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, configMap)
  const object = { ...cloneJson(rest), metadata: known.object.metadata } as KubeObject
  return { object, unknownFields: [...known.unknownFields, ...pruneResource(schema, object)] }
}

/** Objects of the store are frozen and shared, so that what is derived from one is derived once. */
function oncePerObject(derive: (object: KubeObject) => KubeObject): (object: KubeObject) => KubeObject {
  const known = new WeakMap<KubeObject, KubeObject>()
  return (object) => {
    if (!Object.isFrozen(object)) return derive(object)
    const kept = known.get(object) ?? deepFreeze(derive(object))
    known.set(object, kept)
    return kept
  }
}

function currentForm(schema: JsonSchema, kept: KubeObject): KubeObject {
  const object = cloneJson(kept)
  pruneResource(schema, object)
  fillDefaults(schema, object)
  return deepEqual(object, kept) ? kept : object
}

function servedForm(schema: JsonSchema, apiVersion: string, current: KubeObject): KubeObject {
  if (current.apiVersion === apiVersion) return current
  const object = { ...cloneJson(current), apiVersion }
  pruneResource(schema, object)
  return object
}
