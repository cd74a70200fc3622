import type { Item, Origin, Template } from '../store.ts'

/**
 * One revision as the log keeps it. Layout: format, flags, createRevision (6 bytes), previousRevision (6),
 * atMs (6), lengths of key and writer (4 each), key, writer, value.
 */
export interface LogRecord {
  readonly revision: number
  readonly key: string
  /** The value, or undefined when the revision deleted the key. */
  readonly item: Item | undefined
  /** modRevision of the value this one replaced; 0: there was none. */
  readonly previousRevision: number
  readonly origin: Origin
}

const format = 1
const tombstone = 1
const headerSize = 28

export const logStart = 'log/'
export const logEnd = 'log0'

/** Revisions in fixed width, so that the backend's key order is the order of the log. */
export function logKey(revision: number): string {
  return logStart + String(revision).padStart(16, '0')
}

export function revisionOf(key: string): number {
  return Number(key.slice(logStart.length))
}

/** Encodes one revision; the value of the item is a view on the encoded bytes. */
export function encodeRecord(
  write: { key: string; template: Template | undefined; writer: string },
  revision: number,
  atMs: number,
  previous: Item | undefined,
): { bytes: Uint8Array; item: Item | undefined } {
  const { key, template, writer } = write
  const digits = template?.revisionAt === undefined ? '' : String(revision)
  const keySize = Buffer.byteLength(key)
  const writerSize = Buffer.byteLength(writer)
  const valueStart = headerSize + keySize + writerSize
  const bytes = Buffer.allocUnsafeSlow(valueStart + (template?.bytes.length ?? 0) + digits.length)
  const createRevision = previous?.createRevision ?? revision
  bytes[0] = format
  bytes[1] = template ? 0 : tombstone
  bytes.writeUIntBE(createRevision, 2, 6)
  bytes.writeUIntBE(previous?.modRevision ?? 0, 8, 6)
  bytes.writeUIntBE(Math.max(0, Math.trunc(atMs)), 14, 6)
  bytes.writeUInt32BE(keySize, 20)
  bytes.writeUInt32BE(writerSize, 24)
  bytes.write(key, headerSize)
  bytes.write(writer, headerSize + keySize)
  if (!template) return { bytes, item: undefined }
  fill(bytes, valueStart, template, digits)
  return { bytes, item: itemOf(key, bytes.subarray(valueStart), createRevision, revision) }
}

function fill(bytes: Buffer, start: number, template: Template, digits: string): void {
  const at = template.revisionAt ?? template.bytes.length
  bytes.set(at === template.bytes.length ? template.bytes : template.bytes.subarray(0, at), start)
  if (digits === '') return
  bytes.write(digits, start + at, 'latin1')
  bytes.set(template.bytes.subarray(at), start + at + digits.length)
}

/** @throws Error when the bytes are no record this version reads. */
export function decodeRecord(revision: number, encoded: Uint8Array): LogRecord {
  const bytes =
    encoded instanceof Buffer ? encoded : Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength)
  if (bytes.length < headerSize) throw new Error(`log record ${revision} is cut short`)
  if (bytes[0] !== format)
    throw new Error(`log record ${revision} has format ${bytes[0]}, this version reads ${format}`)
  const writerStart = headerSize + bytes.readUInt32BE(20)
  const valueStart = writerStart + bytes.readUInt32BE(24)
  if (bytes.length < valueStart) throw new Error(`log record ${revision} is cut short`)
  const key = bytes.toString('utf8', headerSize, writerStart)
  const isTombstone = ((bytes[1] ?? 0) & tombstone) !== 0
  return {
    revision,
    key,
    item: isTombstone ? undefined : itemOf(key, bytes.subarray(valueStart), bytes.readUIntBE(2, 6), revision),
    previousRevision: bytes.readUIntBE(8, 6),
    origin: { writer: bytes.toString('utf8', writerStart, valueStart), atMs: bytes.readUIntBE(14, 6) },
  }
}

function itemOf(key: string, value: Uint8Array, createRevision: number, modRevision: number): Item {
  return { key, value, createRevision, modRevision, decoded: undefined }
}
