import { formatDuration, type ProtoReader } from '@knarr/machinery'
import { canonicalQuantity } from '../conform/canonical-quantity.ts'

type ReadValue = (reader: ProtoReader) => unknown

/** What an empty Time message is: Go's zero time, which JSON leaves out. */
export const isZeroTime: unique symbol = Symbol('zero time')

/** The messages that JSON has as something else than an object; the reader is inside of the message. */
export const formatReaders: Readonly<Record<string, ReadValue>> = {
  quantity: (reader) => canonicalQuantity(firstString(reader) || '0'),
  'int-or-string': readIntOrString,
  'date-time': (reader) => {
    const time = readTime(reader)
    return time ? `${isoSeconds(time.seconds)}Z` : isZeroTime
  },
  'micro-time': (reader) => {
    const time = readTime(reader)
    if (!time) return isZeroTime
    const micros = Math.floor(time.nanos / 1000)
    return `${isoSeconds(time.seconds)}.${String(micros).padStart(6, '0')}Z`
  },
  duration: (reader) => {
    let nanos = 0
    eachField(reader, (number) => {
      if (number === 1) nanos = reader.int64()
      return number === 1
    })
    return formatDuration(nanos / 1e6)
  },
  fields: readJson,
  json: readJson,
}

/** Hands each field's number to `read`; a field it does not take is skipped. */
function eachField(reader: ProtoReader, read: (number: number) => boolean): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (!read(tag >>> 3)) reader.skip(tag)
  }
}

function firstString(reader: ProtoReader): string {
  let text = ''
  eachField(reader, (number) => {
    if (number === 1) text = reader.string()
    return number === 1
  })
  return text
}

function readIntOrString(reader: ProtoReader): number | string {
  let type = 0
  let number = 0
  let text = ''
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 === 1) type = reader.int64()
    else if (tag >>> 3 === 2) number = reader.int32()
    else if (tag >>> 3 === 3) text = reader.string()
    else reader.skip(tag)
  }
  return type === 1 ? text : number
}

function readTime(reader: ProtoReader): { seconds: number; nanos: number } | undefined {
  let time: { seconds: number; nanos: number } | undefined
  eachField(reader, (number) => {
    if (number !== 1 && number !== 2) return false
    time ??= { seconds: 0, nanos: 0 }
    if (number === 1) time.seconds = reader.int64()
    else time.nanos = reader.int32()
    return true
  })
  return time
}

/** Years before 1 and after 9999 have no RFC 3339 form; Go refuses to write them. */
function isoSeconds(seconds: number): string {
  if (seconds < -62135596800 || seconds > 253402300799) throw new RangeError('year outside of range [0,9999]')
  return new Date(seconds * 1000).toISOString().slice(0, 19)
}

function readJson(reader: ProtoReader): unknown {
  const bytes = firstBytes(reader)
  return bytes && parseJson(bytes)
}

/** The bytes of a message that only wraps some; undefined when there are none. */
export function firstBytes(reader: ProtoReader): Uint8Array | undefined {
  let bytes: Uint8Array | undefined
  eachField(reader, (number) => {
    if (number === 1) bytes = reader.bytes()
    return number === 1
  })
  return bytes?.length ? bytes : undefined
}

export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
}
