import { type Conformed, conformToSchema, type GroupVersionKind } from '@knarr/api'
import {
  cloneJson,
  deepEqual,
  deepFreeze,
  internalError,
  isJsonObject,
  type KubeObject,
} from '@knarr/machinery'
import type { JsonSchema } from '../openapi/json-schema.ts'
import type { ValueType } from '../server-side-apply/value-type.ts'
import type { VersionConverter } from './conversion/version-converter.ts'
import { fieldTypesOf } from './field-types.ts'
import { fillDefaults, pruneResource } from './structural-schema.ts'

/** What a definition says of one version of its kind, beyond what every resource has. */
export interface CustomKind {
  /** The definition's resourceVersion: what was derived by an older one is not current. */
  readonly revision: string
  readonly listKind: string
  /** What whoever uses the version is warned of. */
  readonly deprecation: string | undefined
  /** Aborts when the definition came to say something else, or is gone: who watches must begin anew. */
  readonly retired: AbortSignal
  /** The apiVersion objects are kept in. */
  readonly storedVersion: string
  readonly schema: JsonSchema
  /** What server-side apply must know of the kind's fields. */
  readonly fieldTypes: ValueType
  /** A body without what the schema does not know. @throws StatusError BadRequest where metadata is not proper */
  conform(value: unknown): Conformed
  /** Makes kept objects ready to be shown, by asking the converter; absent where none is needed. */
  prepare?(kept: readonly KubeObject[]): Promise<void>
  /** A kept object as writes see it: with defaults, without what is no longer known, in the version written in. */
  current(kept: KubeObject): KubeObject
  /** A kept object in this version, prepared where that takes a converter; itself where nothing changes. */
  toServed(kept: KubeObject): KubeObject
  /** `toServed` for those who cannot wait: a kept object nobody prepared is shown as it is. */
  shown(kept: KubeObject): KubeObject
  /** An object of this version in the one strategies know; where absent, only its `apiVersion` is another. */
  toKept?(object: KubeObject): KubeObject
  /** An object in the version it is to be kept in. */
  toStored(object: KubeObject): Promise<KubeObject>
}

export interface CustomKindOptions
  extends Pick<CustomKind, 'revision' | 'listKind' | 'deprecation' | 'retired' | 'storedVersion'> {
  readonly apiVersion: string
  /** Of every version, by apiVersion. */
  readonly schemas: ReadonlyMap<string, JsonSchema>
  /** Fields that no schema knows stay, as v1beta1 had it. */
  readonly keepsUnknown: boolean
  /** Undefined where versions differ in nothing but their name. */
  readonly converter: VersionConverter | undefined
}

const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' }

export function customKindOf(options: CustomKindOptions): CustomKind {
  const { schemas, apiVersion, revision, listKind, deprecation, retired, storedVersion, converter } = options
  const schema = schemas.get(apiVersion) ?? {}
  const prune = options.keepsUnknown ? () => [] : pruneResource
  const read = oncePerObject((kept) => readForm(prune, schemas.get(kept.apiVersion) ?? schema, kept))
  const named = (version: string): ((kept: KubeObject) => KubeObject) =>
    oncePerObject((kept) =>
      renamedForm(
        prune,
        { schema: schemas.get(version) ?? {}, apiVersion: version },
        Object.isFrozen(kept) ? read(kept) : kept,
      ),
    )
  const renamed = named(apiVersion)
  let fieldTypes: ValueType
  return {
    ...{ revision, listKind, deprecation, retired, storedVersion, schema },
    get fieldTypes() {
      fieldTypes ??= fieldTypesOf(schema)
      return fieldTypes
    },
    conform: (value) => conformCustom(prune, schema, value),
    ...(converter
      ? conversionBy(converter, { ...options, schema, read, prune })
      : {
          current: named(storedVersion),
          toServed: renamed,
          shown: renamed,
          toStored: async (object) => object,
        }),
  }
}

type Conversion = Pick<CustomKind, 'prepare' | 'current' | 'toServed' | 'shown' | 'toStored'>

/** Objects are written in the version of the request, and converted where they are kept and read. */
function conversionBy(
  converter: VersionConverter,
  parts: Pick<CustomKindOptions, 'apiVersion' | 'storedVersion'> & {
    readonly schema: JsonSchema
    readonly prune: Prune
    read(kept: KubeObject): KubeObject
  },
): Conversion {
  const { apiVersion, storedVersion, schema, read, prune } = parts
  const converted = new WeakMap<KubeObject, KubeObject>()
  const toServed = (kept: KubeObject): KubeObject => {
    if (kept.apiVersion === apiVersion) return Object.isFrozen(kept) ? read(kept) : kept
    const known = converted.get(kept)
    if (known) return known
    throw internalError(new Error(`${kept.kind} ${kept.metadata.name} was not converted to ${apiVersion}`))
  }
  return {
    toServed,
    current: toServed,
    shown: (kept) => (kept.apiVersion === apiVersion ? toServed(kept) : (converted.get(kept) ?? kept)),
    async prepare(kept) {
      // What is not frozen may have changed since it was converted.
      const isReady = (object: KubeObject): boolean => Object.isFrozen(object) && converted.has(object)
      const foreign = kept.filter((object) => object.apiVersion !== apiVersion && !isReady(object))
      if (foreign.length === 0) return
      const answers = await converter.convert(foreign.map(read), apiVersion)
      for (const [index, object] of foreign.entries()) {
        const answer = cloneJson(answers[index] as KubeObject)
        prune(schema, answer)
        converted.set(object, deepFreeze(answer))
      }
    },
    async toStored(object) {
      if (object.apiVersion === storedVersion) return object
      const [stored = object] = await converter.convert([object], storedVersion)
      return cloneJson(stored)
    },
  }
}

type Prune = typeof pruneResource

function conformCustom(prune: Prune, schema: JsonSchema, value: unknown): Conformed {
  // What is no object is refused in the words of any kind.
  if (!isJsonObject(value)) return conformToSchema(value, configMap)
  const { metadata, ...rest } = value
  const known = conformToSchema({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, configMap)
  const object = { ...cloneJson(rest), metadata: known.object.metadata } as KubeObject
  return { object, unknownFields: [...known.unknownFields, ...prune(schema, object)] }
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

/** With the defaults of the version it was kept in. */
function readForm(prune: Prune, schema: JsonSchema, kept: KubeObject): KubeObject {
  const object = cloneJson(kept)
  prune(schema, object)
  fillDefaults(schema, object)
  return deepEqual(object, kept) ? kept : object
}

function renamedForm(
  prune: Prune,
  { schema, apiVersion }: { readonly schema: JsonSchema; readonly apiVersion: string },
  current: KubeObject,
): KubeObject {
  if (current.apiVersion === apiVersion) return current
  const object = { ...cloneJson(current), apiVersion }
  prune(schema, object)
  return object
}
