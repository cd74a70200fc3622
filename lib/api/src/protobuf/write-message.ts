import { type ProtoWriter, parseDuration, wireType } from '@knarr/machinery'
import { type Schema, schemaOfType } from '../schema/schema.ts'
import { type MessageField, messageFields } from './message-plan.ts'

/** Writes a value without its tag. */
type WriteValue = (writer: ProtoWriter, value: unknown) => void
/** Writes one field of an object, if it has to be written. */
type WriteField = (writer: ProtoWriter, object: Members) => void
type Members = Readonly<Record<string, unknown>>
type WriteMessage = (writer: ProtoWriter, object: Members) => void

const writers = new Map<string, WriteMessage>()

/** The writer of a message's fields, made at its first use; `schema` is where its JSON fields stand. */
export function messageWriter(message: string, schema: Schema): WriteMessage {
  const key = message === schema.name ? message : `${message} ${schema.name}`
  const known = writers.get(key)
  if (known) return known
  let fields: WriteField[] | undefined
  const write: WriteMessage = (writer, object) => {
    fields ??= messageFields(message, schema).map((field) => fieldWriter(field, schema))
    for (const writeField of fields) writeField(writer, object)
  }
  writers.set(key, write)
  return write
}

function fieldWriter(field: MessageField, parent: Schema): WriteField {
  if (!field.field) return inlinedWriter(field, parent)
  const { schema } = field.field
  if (field.isMap) return mapWriter(field, schema.additional as Schema)
  if (field.isRepeated) return listWriter(field, schema.items as Schema)
  return singleWriter(field, schema)
}

function inlinedWriter({ number, type }: MessageField, parent: Schema): WriteField {
  const write = messageWriter(type, parent)
  return (writer, object) => {
    writer.tag(number, wireType.bytes).begin()
    write(writer, object)
    writer.end()
  }
}

/** What Go holds by value is written even when zero; pointers, bytes and raw JSON only when there. */
function singleWriter({ number, type, field }: MessageField, schema: Schema): WriteField {
  const name = field?.name ?? ''
  const wire = wireOf(type)
  const write = valueWriter(type, schema)
  const zero = field?.isPointer || schema.type === 'array' ? undefined : zeroOf(type)
  return (writer, object) => {
    const value = object[name] ?? zero
    if (value === undefined) return
    writer.tag(number, wire)
    write(writer, value)
  }
}

const zeros: Readonly<Record<string, unknown>> = { string: '', bool: false, int32: 0, int64: 0, double: 0 }
const absent = Symbol('the zero of a message')

const zeroOf = (type: string): unknown => (type === 'bytes' ? undefined : (zeros[type] ?? absent))

function listWriter({ number, type, field }: MessageField, items: Schema): WriteField {
  const name = field?.name ?? ''
  const wire = wireOf(type)
  const write = valueWriter(type, items)
  return (writer, object) => {
    const list = object[name]
    if (!Array.isArray(list)) return
    for (const item of list) {
      writer.tag(number, wire)
      write(writer, item)
    }
  }
}

/** Entries are written in the order of their keys, so that equal objects have equal bytes. */
function mapWriter({ number, type, field }: MessageField, values: Schema): WriteField {
  const name = field?.name ?? ''
  const wire = wireOf(type)
  const write = valueWriter(type, values)
  return (writer, object) => {
    const map = object[name] as Members | undefined
    if (!map) return
    for (const key of Object.keys(map).sort()) {
      writer.tag(number, wireType.bytes).begin()
      writer.tag(1, wireType.bytes).string(key).tag(2, wire)
      write(writer, map[key])
      writer.end()
    }
  }
}

function wireOf(type: string): number {
  if (type === 'double') return wireType.fixed64
  return type === 'bool' || type === 'int32' || type === 'int64' ? wireType.varint : wireType.bytes
}

const scalarWriters: Readonly<Record<string, WriteValue>> = {
  string: (writer, value) => writer.string(value as string),
  bool: (writer, value) => writer.bool(value as boolean),
  int32: (writer, value) => writer.int32(value as number),
  int64: (writer, value) => writer.int64(value as number),
  double: (writer, value) => writer.double(value as number),
  bytes: (writer, value) => writer.bytes(Buffer.from(value as string, 'base64')),
}

function valueWriter(type: string, schema: Schema): WriteValue {
  const scalar = scalarWriters[type]
  if (scalar) return scalar
  const write = formatWriters[schema.format ?? ''] ?? structWriter(type, schema)
  return (writer, value) => {
    writer.begin()
    if (value === null) return void writer.end()
    if (value !== absent) write(writer, value)
    else if (schema.format === 'quantity' || schema.format === 'int-or-string') write(writer, 0)
    else if (schema.type === 'object') write(writer, {})
    writer.end()
  }
}

/** A list that Go gave a name is a message of `items` (`ExtraValue`). */
function structWriter(type: string, schema: Schema): WriteValue {
  if (schema.type === 'array') {
    const items = valueWriter('string', schema.items as Schema)
    return (writer, value) => {
      for (const item of value as unknown[]) items(writer.tag(1, wireType.bytes), item)
    }
  }
  return messageWriter(type, schema) as WriteValue
}

const writeJson: WriteValue = (writer, value) => {
  writer.tag(1, wireType.bytes).bytes(Buffer.from(JSON.stringify(value)))
}

/** The messages that JSON has as something else than an object. */
const formatWriters: Readonly<Record<string, WriteValue>> = {
  quantity: (writer, value) => {
    writer.tag(1, wireType.bytes).string(String(value))
  },
  'int-or-string': (writer, value) => {
    const isText = typeof value === 'string'
    writer.tag(1, wireType.varint).int64(isText ? 1 : 0)
    writer.tag(2, wireType.varint).int32(isText ? 0 : (value as number))
    writer.tag(3, wireType.bytes).string(isText ? value : '')
  },
  'date-time': (writer, value) => writeTime(writer, Math.floor(Date.parse(value as string) / 1000), 0),
  'micro-time': (writer, value) => {
    const text = value as string
    const fraction = /\.(\d+)/.exec(text)?.[1]?.slice(0, 6).padEnd(6, '0') ?? '0'
    writeTime(writer, Math.floor(Date.parse(text) / 1000), Number(fraction) * 1000)
  },
  duration: (writer, value) => {
    writer.tag(1, wireType.varint).int64(Math.round(parseDuration(value as string) * 1e6))
  },
  raw: writeJson,
  fields: writeJson,
  json: writeJson,
  'schema-or-bool': (writer, value) => {
    writer.tag(1, wireType.varint).bool(value !== false)
    if (typeof value !== 'boolean') writeSchema(writer.tag(2, wireType.bytes), value)
  },
  'schema-or-array': (writer, value) => {
    if (!Array.isArray(value)) writeSchema(writer.tag(1, wireType.bytes), value)
    else for (const item of value) writeSchema(writer.tag(2, wireType.bytes), item)
  },
  'schema-or-strings': (writer, value) => {
    if (!Array.isArray(value)) writeSchema(writer.tag(1, wireType.bytes), value)
    else for (const item of value) writer.tag(2, wireType.bytes).string(item as string)
  },
}

function writeTime(writer: ProtoWriter, seconds: number, nanos: number): void {
  writer.tag(1, wireType.varint).int64(seconds).tag(2, wireType.varint).int32(nanos)
}

const jsonSchemaProps = 'apiextensions.v1.JSONSchemaProps'

const writeSchema: WriteValue = (writer, value) => {
  writer.begin()
  messageWriter(jsonSchemaProps, schemaOfType(jsonSchemaProps) as Schema)(writer, value as Members)
  writer.end()
}
