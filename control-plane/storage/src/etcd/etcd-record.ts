import type { Item, Origin, Template } from '../store.ts'
import type { KeyValue } from './etcd-messages.ts'

const format = 1
const headerSize = 5
const noGap = 0xffffffff

/**
 * A value as etcd keeps it: format, place of the gap (4 bytes), the template's bytes. The gap is filled
 * whenever the value is read, because etcd tells its revision only then.
 */
export function encodeValue({ bytes, revisionAt = noGap }: Template): Uint8Array {
  const encoded = Buffer.allocUnsafe(headerSize + bytes.length)
  encoded[0] = format
  encoded.writeUInt32BE(revisionAt, 1)
  encoded.set(bytes, headerSize)
  return encoded
}

/** @throws Error when the bytes are not what {@link encodeValue} made */
export function decodeItem(key: string, { value, createRevision, modRevision }: KeyValue): Item {
  const encoded = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (encoded.length < headerSize || encoded[0] !== format) {
    throw new Error(`the value of ${key} in etcd was not written by Knarr`)
  }
  return {
    key,
    value: filled(encoded.subarray(headerSize), encoded.readUInt32BE(1), modRevision),
    createRevision,
    modRevision,
    decoded: undefined,
  }
}

/** A copy, so that an item does not keep the whole answer it came with. */
function filled(bytes: Buffer, at: number, revision: number): Uint8Array {
  if (at === noGap) return Buffer.from(bytes)
  const digits = Buffer.from(String(revision))
  return Buffer.concat([bytes.subarray(0, at), digits, bytes.subarray(at)])
}

/** What the head key holds: who wrote the newest revision. */
export function encodeOrigin({ writer, atMs }: Origin): Uint8Array {
  return Buffer.from(JSON.stringify({ writer, atMs }))
}

export function decodeOrigin(bytes: Uint8Array): Origin {
  const { writer, atMs } = JSON.parse(Buffer.from(bytes).toString())
  return { writer, atMs }
}
