import type { KubeObject, StatusError } from '@knarr/machinery'
import { schemaOf } from '../schema/schema.ts'
import type { GroupVersionKind } from '../schema/type-name.ts'
import { ConformPath, cannotBeHandled } from './conform-path.ts'
import { conformerOf } from './type-plan.ts'

export interface Conformed<T = KubeObject> {
  readonly object: T
  /** The paths of fields the kind does not have (`spec.containers[0].foo`), in the order they were met. */
  readonly unknownFields: readonly string[]
}

export interface ConformOptions {
  /**
   * Leave what was written as it is, apart from nulls and unknown fields: for the bodies of server-side apply,
   * where a field counts because it is written. Otherwise the object comes out as Go's encoding of it would:
   * zero values left out where Go omits them, written where Go does not (`resources: {}`, `status: {}`).
   */
  readonly asWritten?: boolean
}

/**
 * Makes `value` a proper object of a built-in kind: checks types, prunes unknown fields, drops nulls, and
 * normalises quantities, times and bytes. What it returns shares nothing mutable with `value` except embedded
 * raw objects. Throws a BadRequest in Go's words for a value of the wrong type.
 */
export function conformToSchema<T = KubeObject>(
  value: unknown,
  gvk: GroupVersionKind,
  options: ConformOptions = {},
): Conformed<T> {
  const schema = schemaOf(gvk)
  if (!schema) throw new Error(`no schema of ${gvk.group}/${gvk.version} ${gvk.kind}`)
  const path = new ConformPath(gvk, !options.asWritten)
  const object = conformerOf(schema)(value, path) as T
  return { object, unknownFields: path.unknownFields }
}

/** What strict decoding found, in upstream's words: `unknown field "spec.foo"`, `duplicate field "spec.replicas"`. */
export function strictErrorsOf(found: {
  readonly unknownFields?: readonly string[]
  readonly duplicates?: readonly string[]
}): string[] {
  const { unknownFields = [], duplicates = [] } = found
  return [
    ...unknownFields.map((path) => `unknown field ${JSON.stringify(path)}`),
    ...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
  ]
}

/** The BadRequest of `fieldValidation=Strict`; `errors` are those of {@link strictErrorsOf}. */
export function strictDecodingError(gvk: GroupVersionKind, errors: readonly string[]): StatusError {
  return cannotBeHandled(gvk, `strict decoding error: ${errors.join(', ')}`)
}
