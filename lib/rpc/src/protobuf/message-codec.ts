import { ProtoReader, ProtoWriter, setOwn } from '@knarr/machinery'

/**
 * One field: its number and type. A type is a scalar, another message's name, `map` (string to string), `bytesMap`
 * (string to bytes), an enum written `enum:A,B,C` (values from 0), or a wrapped integer written `value` (a message holding one int64).
 * `[]` before a type makes it repeated.
 */
export type FieldTable = Readonly<Record<string, readonly [number: number, type: string]>>

/** Messages by name. */
export type MessageTable = Readonly<Record<string, FieldTable>>

type Plain = Record<string, unknown>
type WriteField = (writer: ProtoWriter, value: unknown) => void
type ReadField = (reader: ProtoReader, into: Plain) => void

interface Compiled {
  readonly write: readonly { readonly name: string; readonly write: WriteField }[]
  readonly read: ReadonlyMap<number, ReadField>
  readonly defaults: Plain
}

const varint = 0
const delimited = 2

/**
 * Protobuf messages as plain objects, driven by a table: proto3 rules, camelCase names. Decoding gives every
 * field its default; an absent message or wrapped integer is undefined. Unknown fields are skipped.
 */
export class MessageCodec {
  readonly #messages: MessageTable
  readonly #compiled = new Map<string, Compiled>()

  constructor(messages: MessageTable) {
    this.#messages = messages
  }

  encode(message: string, value: object): Uint8Array {
    const writer = new ProtoWriter()
    this.#write(writer, message, value as Plain)
    return writer.finish()
  }

  decode<T>(message: string, bytes: Uint8Array): T {
    return this.#read(new ProtoReader(bytes), message) as T
  }

  #write(writer: ProtoWriter, message: string, value: Plain): void {
    for (const field of this.#compile(message).write) {
      const part = value[field.name]
      if (part !== undefined && part !== null) field.write(writer, part)
    }
  }

  #read(reader: ProtoReader, message: string): Plain {
    const { read, defaults } = this.#compile(message)
    const into: Plain = {}
    for (const [name, value] of Object.entries(defaults)) into[name] = fresh(value)
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      const field = read.get(tag)
      if (field) field(reader, into)
      else reader.skip(tag)
    }
    return into
  }

  #compile(message: string): Compiled {
    const known = this.#compiled.get(message)
    if (known) return known
    const table = this.#messages[message]
    if (!table) throw new TypeError(`no message ${message}`)
    const fields = Object.entries(table).map(([name, [number, type]]) => ({ name, number, type }))
    const compiled: Compiled = {
      write: fields.map(({ name, number, type }) => ({ name, write: this.#writerOf(number, type) })),
      read: new Map(
        fields.map(({ name, number, type }) => [tagOf(number, type), this.#readerOf(name, type)]),
      ),
      defaults: Object.fromEntries(fields.map(({ name, type }) => [name, defaultOf(type)])),
    }
    this.#compiled.set(message, compiled)
    return compiled
  }

  #writerOf(number: number, type: string): WriteField {
    if (type.startsWith('[]')) {
      const write = this.#writeAlways(number, type.slice(2))
      return (writer, values) => {
        for (const value of values as unknown[]) write(writer, value)
      }
    }
    if (type === 'map' || type === 'bytesMap')
      return (writer, map) => writeMap(writer, number, map as Record<string, string | Uint8Array>)
    const write = this.#writeAlways(number, type)
    const zero = defaultOf(type)
    return (writer, value) => {
      if (value !== zero) write(writer, value)
    }
  }

  #writeAlways(number: number, type: string): WriteField {
    switch (type) {
      case 'string':
        return (writer, value) => writer.tag(number, delimited).string(value as string)
      case 'bytes':
        return (writer, value) => writer.tag(number, delimited).bytes(value as Uint8Array)
      case 'bool':
        return (writer, value) => writer.tag(number, varint).bool(value as boolean)
      case 'int32':
      case 'uint32':
      case 'int64':
      case 'uint64':
        return (writer, value) => writer.tag(number, varint).int64(value as number)
      case 'value':
        return (writer, value) => {
          writer.message(number, (inner) => inner.tag(1, varint).int64(value as number))
        }
    }
    if (type.startsWith('enum:')) {
      const names = type.slice(5).split(',')
      return (writer, value) => writer.tag(number, varint).int64(names.indexOf(value as string))
    }
    return (writer, value) => {
      writer.message(number, (inner) => this.#write(inner, type, value as Plain))
    }
  }

  #readerOf(name: string, type: string): ReadField {
    if (type.startsWith('[]')) {
      const read = this.#valueReader(type.slice(2))
      return (reader, into) => (into[name] as unknown[]).push(read(reader))
    }
    if (type === 'map') return (reader, into) => readMapEntry(reader, into[name] as Plain, '')
    if (type === 'bytesMap')
      return (reader, into) => readMapEntry(reader, into[name] as Plain, new Uint8Array(0))
    const read = this.#valueReader(type)
    return (reader, into) => {
      into[name] = read(reader)
    }
  }

  #valueReader(type: string): (reader: ProtoReader) => unknown {
    switch (type) {
      case 'string':
        return (reader) => reader.string()
      case 'bytes':
        return (reader) => reader.bytes()
      case 'bool':
        return (reader) => reader.bool()
      case 'int32':
        return (reader) => reader.int32()
      case 'uint32':
        return (reader) => reader.uint32()
      case 'int64':
        return (reader) => reader.int64()
      case 'uint64':
        return (reader) => reader.uint64()
      case 'value':
        return (reader) => reader.message(readWrapped)
    }
    if (type.startsWith('enum:')) {
      const names = type.slice(5).split(',')
      return (reader) => names[reader.int32()] ?? names[0]
    }
    return (reader) => reader.message((inner) => this.#read(inner, type))
  }
}

function tagOf(number: number, type: string): number {
  const scalar = type.replace('[]', '')
  const isVarint =
    ['bool', 'int32', 'uint32', 'int64', 'uint64'].includes(scalar) || scalar.startsWith('enum:')
  return (number << 3) | (isVarint ? varint : delimited)
}

function defaultOf(type: string): unknown {
  if (type.startsWith('[]')) return []
  if (type === 'map' || type === 'bytesMap') return {}
  if (type === 'string') return ''
  if (type === 'bool') return false
  if (type === 'bytes') return new Uint8Array(0)
  if (type.startsWith('enum:')) return type.slice(5).split(',')[0]
  return /^u?int(32|64)$/.test(type) ? 0 : undefined
}

function fresh(value: unknown): unknown {
  if (Array.isArray(value)) return []
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? {} : value
}

function readWrapped(reader: ProtoReader): number {
  let value = 0
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >> 3 === 1) value = reader.int64()
    else reader.skip(tag)
  }
  return value
}

function writeMap(
  writer: ProtoWriter,
  number: number,
  map: Readonly<Record<string, string | Uint8Array>>,
): void {
  for (const [key, value] of Object.entries(map)) {
    writer.message(number, (entry) => {
      entry.tag(1, delimited).string(key).tag(2, delimited)
      if (typeof value === 'string') entry.string(value)
      else entry.bytes(value)
    })
  }
}

/** `empty` is the value of an entry that has none. */
function readMapEntry(reader: ProtoReader, into: Plain, empty: string | Uint8Array): void {
  let key = ''
  let value = empty
  const readValue = typeof empty === 'string' ? () => reader.string() : () => reader.bytes()
  reader.message((entry) => {
    for (let tag = entry.tag(); tag !== 0; tag = entry.tag()) {
      if (tag >> 3 === 1) key = entry.string()
      else if (tag >> 3 === 2) value = readValue()
      else entry.skip(tag)
    }
  })
  setOwn(into, key, value)
}
