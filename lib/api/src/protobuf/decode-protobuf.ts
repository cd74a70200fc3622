import { badRequest, type KubeObject, ProtoError } from '@knarr/machinery'
import { gvkOf } from '../schema/type-name.ts'
import { readObject } from './read-message.ts'
import { readUnknown, type Unknown } from './unknown.ts'

export interface DecodedProtobuf<T = KubeObject> {
  readonly apiVersion: string
  readonly kind: string
  /** As Go's JSON encoding of it would be, `apiVersion` and `kind` included. */
  readonly object: T
}

/** Reads a body of `application/vnd.kubernetes.protobuf`; bytes that are none, or of no known kind, are a BadRequest. */
export function decodeProtobuf<T = KubeObject>(bytes: Uint8Array): DecodedProtobuf<T> {
  const unknown = refusing(() => readUnknown(bytes))
  return { apiVersion: unknown.apiVersion, kind: unknown.kind, object: readKind(unknown) as T }
}

function readKind(unknown: Unknown): unknown {
  const object = refusing(() => readObject(unknown))
  if (object) return object
  const { version } = gvkOf(unknown)
  throw badRequest(
    `no kind ${JSON.stringify(unknown.kind)} is registered for version ${JSON.stringify(unknown.apiVersion || version)}`,
  )
}

function refusing<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isMalformed(error)) throw error
    throw badRequest(error.message)
  }
}

/** What malformed bytes can raise: wire errors, quantities, years, embedded JSON. */
function isMalformed(error: unknown): error is Error {
  return (
    error instanceof ProtoError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    (error instanceof Error && error.name === 'QuantityError')
  )
}
