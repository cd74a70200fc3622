import { ProtoError, ProtoReader, setOwn, wireType } from '@knarr/machinery'
import { fillZeros, zeroOf } from '../conform/type-plan.ts'
import { isKind, type Schema, schemaOf, schemaOfType } from '../schema/schema.ts'
import { gvkOf } from '../schema/type-name.ts'
import { hasMessage, type MessageField, messageFields } from './message-plan.ts'
import { firstBytes, formatReaders, isZeroTime, parseJson } from './read-format.ts'
import { isEnvelope, readUnknown, type Unknown } from './unknown.ts'

type Members = Record<string, unknown>
/** Reads a value whose tag was read; a message's reader is inside of it already. */
type ReadValue = (reader: ProtoReader) => unknown
/** Reads one field into an object. */
type ReadField = (reader: ProtoReader, object: Members, tag: number) => void
type ReadMessage = (reader: ProtoReader, object: Members) => void

/** The object inside of an envelope, undefined for a kind without facts. */
export function readObject({ apiVersion, kind, raw }: Unknown): Members | undefined {
  const schema = schemaOf(gvkOf({ apiVersion, kind }))
  if (!schema || !isKind(schema) || !hasMessage(schema.name)) return undefined
  const object: Members = { apiVersion, kind }
  messageReader(schema.name, schema)(new ProtoReader(raw), object)
  return fillZeros(schema, object)
}

const readers = new Map<string, ReadMessage>()

/** The reader of a message's fields into an object as Go's JSON has it, made at its first use. */
function messageReader(message: string, schema: Schema): ReadMessage {
  const key = message === schema.name ? message : `${message} ${schema.name}`
  const known = readers.get(key)
  if (known) return known
  let fields: ReadField[] | undefined
  const read: ReadMessage = (reader, object) => {
    fields ??= fieldsByNumber(message, schema)
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      const readField = fields[tag >>> 3]
      if (readField) readField(reader, object, tag)
      else reader.skip(tag)
    }
  }
  readers.set(key, read)
  return read
}

function fieldsByNumber(message: string, schema: Schema): ReadField[] {
  const fields: ReadField[] = []
  for (const field of messageFields(message, schema)) {
    fields[field.number] = checked(fieldReader(field, schema), wireOf(field), field.isRepeated)
  }
  return fields
}

function wireOf({ type, isMap }: MessageField): number {
  if (isMap) return wireType.bytes
  if (type === 'double') return wireType.fixed64
  return type === 'bool' || type === 'int32' || type === 'int64' ? wireType.varint : wireType.bytes
}

/** Refuses a field with another wire type than its own; numbers may come packed. */
function checked(read: ReadField, wire: number, isPackable: boolean): ReadField {
  return (reader, object, tag) => {
    const given = tag & 7
    if (given !== wire && !(isPackable && given === wireType.bytes)) {
      throw new ProtoError(`wrong wireType = ${given} for field ${tag >>> 3}`)
    }
    read(reader, object, tag)
  }
}

function fieldReader(field: MessageField, parent: Schema): ReadField {
  if (!field.field) {
    const read = messageReader(field.type, parent)
    return (reader, object) => {
      const end = reader.enter()
      read(reader, object)
      reader.leave(end)
    }
  }
  const { schema } = field.field
  if (field.isMap) return mapReader(field, schema.additional as Schema)
  if (field.isRepeated) return listReader(field, schema.items as Schema)
  return singleReader(field, schema)
}

/** Zero values that Go's JSON leaves out stay out. */
function singleReader({ type, field }: MessageField, schema: Schema): ReadField {
  const { name = '', isPointer = false, omitsEmpty = false } = field ?? {}
  const read = valueReader(type, schema)
  const isScalar = type in scalarReaders
  const dropsZero = isScalar && omitsEmpty && !isPointer
  return (reader, object) => {
    const value = read(reader)
    if (value === undefined || value === isZeroTime || (dropsZero && !value)) return
    object[name] = value
  }
}

function listReader({ type, field }: MessageField, items: Schema): ReadField {
  const name = field?.name ?? ''
  const read = valueReader(type, items)
  const isPackable = wireOf({ type } as MessageField) !== wireType.bytes
  return (reader, object, tag) => {
    object[name] ??= []
    const list = object[name] as unknown[]
    if (!isPackable || (tag & 7) !== wireType.bytes) {
      list.push(elementOf(read(reader)))
      return
    }
    const end = reader.enter()
    while (reader.hasMore) list.push(read(reader))
    reader.leave(end)
  }
}

/** What stands in a list or map where Go's JSON writes null: an empty time or embedded JSON. */
const elementOf = (value: unknown): unknown => (value === isZeroTime || value === undefined ? null : value)

/** An entry's value that was not sent. */
const absentValue = (schema: Schema): unknown =>
  schema.type === 'object' ? fillZeros(schema, {}) : zeroOf(schema)

function mapReader({ type, field }: MessageField, values: Schema): ReadField {
  const name = field?.name ?? ''
  const read = valueReader(type, values)
  return (reader, object) => {
    object[name] ??= {}
    const map = object[name] as Members
    const end = reader.enter()
    let key = ''
    let value: unknown
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag >>> 3 === 1) key = reader.string()
      else if (tag >>> 3 === 2) value = read(reader)
      else reader.skip(tag)
    }
    reader.leave(end)
    setOwn(map, key, value === undefined ? absentValue(values) : elementOf(value))
  }
}

const scalarReaders: Readonly<Record<string, ReadValue>> = {
  string: (reader) => reader.string(),
  bool: (reader) => reader.bool(),
  int32: (reader) => reader.int32(),
  int64: (reader) => reader.int64(),
  double: (reader) => reader.double(),
  bytes: (reader) => {
    const bytes = reader.bytes()
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
  },
}

function valueReader(type: string, schema: Schema): ReadValue {
  const scalar = scalarReaders[type]
  if (scalar) return scalar
  const read =
    formatReaders[schema.format ?? ''] ?? otherReaders[schema.format ?? ''] ?? structReader(type, schema)
  return (reader) => {
    const end = reader.enter()
    const value = read(reader)
    reader.leave(end)
    return value
  }
}

function structReader(type: string, schema: Schema): ReadValue {
  if (schema.type === 'array') return namedListReader
  const read = messageReader(type, schema)
  return (reader) => {
    const object: Members = {}
    read(reader, object)
    return fillZeros(schema, object)
  }
}

/** A list that Go gave a name is a message of `items` (`ExtraValue`). */
const namedListReader: ReadValue = (reader) => {
  const list: string[] = []
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 === 1) list.push(reader.string())
    else reader.skip(tag)
  }
  return list
}

const jsonSchemaProps = 'apiextensions.v1.JSONSchemaProps'

const readSchema: ReadValue = (reader) => {
  const end = reader.enter()
  const value = structReader(jsonSchemaProps, schemaOfType(jsonSchemaProps) as Schema)(reader)
  reader.leave(end)
  return value
}

/** Embedded objects, JSON or protobuf; and the messages of a CRD's schema that JSON has as either of two types. */
const otherReaders: Readonly<Record<string, ReadValue>> = {
  raw: (reader) => {
    const bytes = firstBytes(reader)
    if (!bytes) return undefined
    return isEnvelope(bytes) ? readObject(readUnknown(bytes)) : parseJson(bytes)
  },
  'schema-or-bool': (reader) => {
    let value: unknown = false
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag >>> 3 === 1) value = reader.bool()
      else if (tag >>> 3 === 2) value = readSchema(reader)
      else reader.skip(tag)
    }
    return value
  },
  'schema-or-array': (reader) => schemaOrList(reader, readSchema),
  'schema-or-strings': (reader) => schemaOrList(reader, (inner) => inner.string()),
}

function schemaOrList(reader: ProtoReader, readItem: ReadValue): unknown {
  const list: unknown[] = []
  let schema: unknown
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 === 1) schema = readSchema(reader)
    else if (tag >>> 3 === 2) list.push(readItem(reader))
    else reader.skip(tag)
  }
  return schema ?? list
}
