import { ProtoWriter, wireType } from '@knarr/machinery'

/** Writes one JSON value as a field of a gnostic message: tag and all. */
export type WriteMember = (writer: ProtoWriter, value: unknown) => void

/** A message of google/gnostic: how each JSON key is written, and the field for `x-` keys. */
export interface Shape {
  readonly members: Readonly<Record<string, WriteMember>>
  /** A `repeated NamedAny`. */
  readonly extension?: number
  /** How a key that is neither is written; left out, such keys are dropped. */
  readonly other?: (writer: ProtoWriter, key: string, value: unknown) => void
}

type LazyShape = () => Shape

/** Encodes a JSON document by the shape of its root message. */
export function encodeShape(document: unknown, shape: Shape): Uint8Array {
  const writer = new ProtoWriter(1 << 20)
  writeMembers(writer, document, shape)
  return writer.finish()
}

export function writeMembers(writer: ProtoWriter, value: unknown, shape: Shape): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== undefined) writeMember(writer, key, inner, shape)
  }
}

function writeMember(writer: ProtoWriter, key: string, value: unknown, shape: Shape): void {
  const write = Object.hasOwn(shape.members, key) ? shape.members[key] : undefined
  if (write) write(writer, value)
  else if (key.startsWith('x-') && shape.extension) writeNamedAny(writer, shape.extension, key, value)
  else shape.other?.(writer, key, value)
}

export const string =
  (number: number): WriteMember =>
  (writer, value) => {
    writer.tag(number, wireType.bytes).string(String(value))
  }

export const strings =
  (number: number): WriteMember =>
  (writer, value) => {
    for (const item of value as string[]) writer.tag(number, wireType.bytes).string(item)
  }

export const bool =
  (number: number): WriteMember =>
  (writer, value) => {
    writer.tag(number, wireType.varint).bool(Boolean(value))
  }

export const integer =
  (number: number): WriteMember =>
  (writer, value) => {
    writer.tag(number, wireType.varint).int64(value as number)
  }

export const double =
  (number: number): WriteMember =>
  (writer, value) => {
    writer.tag(number, wireType.fixed64).double(value as number)
  }

/** A nested message; shapes refer to each other, so it is given as a function. */
export const message =
  (number: number, shape: LazyShape): WriteMember =>
  (writer, value) => {
    writer.message(number, () => writeMembers(writer, value, shape()))
  }

/** The value inside of messages that only choose between kinds of it: `[1, 2]` is field 2 inside of field 1. */
export const nested =
  (numbers: readonly number[], write: WriteMember): WriteMember =>
  (writer, value) => {
    const [number, ...rest] = numbers
    if (number === undefined) write(writer, value)
    else writer.message(number, () => nested(rest, write)(writer, value))
  }

/** An object of free keys: a message of `repeated` pairs of name and value, at field 1 of a message at `number`. */
export const namedIn =
  (number: number, write: WriteMember): WriteMember =>
  (writer, value) => {
    writer.message(number, () => {
      for (const [name, inner] of Object.entries(value as object))
        writePair(writer, 1, name, () => write(writer, inner))
    })
  }

/** A pair of name and value, whose value is written by `write` as field 2. */
export function writePair(writer: ProtoWriter, number: number, name: string, write: () => void): void {
  writer.message(number, () => {
    writer.tag(1, wireType.bytes).string(name)
    write()
  })
}

/** `Any` holds YAML, and JSON is YAML. */
export const any =
  (number: number): WriteMember =>
  (writer, value) => {
    writer.message(number, () => writer.tag(2, wireType.bytes).string(`${JSON.stringify(value)}\n`))
  }

export const anys =
  (number: number): WriteMember =>
  (writer, value) => {
    for (const item of value as unknown[]) any(number)(writer, item)
  }

function writeNamedAny(writer: ProtoWriter, number: number, name: string, value: unknown): void {
  writePair(writer, number, name, () => any(2)(writer, value))
}
