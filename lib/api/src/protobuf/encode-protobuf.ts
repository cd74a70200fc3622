import { type KubeObject, ProtoWriter, wireType } from '@knarr/machinery'
import { isKind, schemaOf } from '../schema/schema.ts'
import { type GroupVersionKind, gvkOf } from '../schema/type-name.ts'
import { hasMessage } from './message-plan.ts'
import { writeUnknown } from './unknown.ts'
import { messageWriter } from './write-message.ts'

export const protobufMediaType = 'application/vnd.kubernetes.protobuf'

/** Keeps its buffer from one object to the next; encoding is never suspended halfway. */
const writer = new ProtoWriter(4096)

/** Whether a kind has a protobuf form: the built-in ones do, custom resources and tables do not. */
export function hasProtobuf(gvk: GroupVersionKind): boolean {
  const schema = schemaOf(gvk)
  return schema !== undefined && isKind(schema) && hasMessage(schema.name)
}

/**
 * The bytes kube-apiserver sends for `application/vnd.kubernetes.protobuf`, equal for equal objects. `gvk` is for
 * objects that do not say their kind (items of a list); throws for a kind without a protobuf form.
 */
export function encodeProtobuf(
  object: object,
  gvk: GroupVersionKind = gvkOf(object as KubeObject),
): Uint8Array {
  const schema = schemaOf(gvk)
  if (!schema) throw new Error(`no protobuf form of ${gvk.group}/${gvk.version} ${gvk.kind}`)
  const apiVersion = gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version
  writer.reset()
  writeUnknown(writer, { apiVersion, kind: gvk.kind }, () => {
    messageWriter(schema.name, schema)(writer, object as Record<string, unknown>)
  })
  return writer.finish()
}

/**
 * One frame of a watch (`stream=watch`): four bytes of length, then a WatchEvent around `objectBytes`, which are
 * those of {@link encodeProtobuf}.
 */
export function encodeWatchEventProtobuf(type: string, objectBytes: Uint8Array): Uint8Array {
  writer.reset()
  writer.tag(1, wireType.bytes).string(type)
  writer.message(2, () => writer.tag(1, wireType.bytes).bytes(objectBytes))
  const event = writer.finish()
  const frame = Buffer.allocUnsafe(event.length + 4)
  frame.writeUInt32BE(event.length)
  frame.set(event, 4)
  return frame
}
