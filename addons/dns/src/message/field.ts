import { formatIp, parseIp } from '@knarr/machinery'
import { typeName, typeNumber } from './codes.ts'
import { FormatError, PresentationError } from './dns-error.ts'
import { parseName } from './name.ts'
import type { Tokens } from './tokens.ts'
import { parseTtl } from './ttl.ts'
import type { WireReader } from './wire-reader.ts'
import type { WireWriter } from './wire-writer.ts'

/** One field of a record's data, in both formats. A reader's `end` is the end of the record. */
export interface Field<V> {
  read(reader: WireReader): V
  write(writer: WireWriter, value: V): void
  parse(tokens: Tokens): V
  format(value: V): string
}

function unsigned(bits: 8 | 16 | 32): Field<number> {
  const method = `u${bits}` as const
  return {
    read: (reader) => reader[method](),
    write: (writer, value) => writer[method](value),
    parse: (tokens) => tokens.number(2 ** bits - 1),
    format: String,
  }
}

export const u8: Field<number> = unsigned(8)
export const u16: Field<number> = unsigned(16)
export const u32: Field<number> = unsigned(32)

/** Seconds, which zone files may write with units. */
export const seconds: Field<number> = {
  ...u32,
  parse(tokens) {
    const text = tokens.next()
    const value = parseTtl(text)
    if (value === undefined || value > 0xffffffff) throw new PresentationError(`"${text}" is no time`)
    return value
  },
}

function domainName(compress: boolean): Field<string> {
  return {
    read: (reader) => reader.name(),
    write: (writer, value) => writer.name(value, compress),
    parse: (tokens) => parseName(tokens.next(), tokens.origin),
    format: (value) => value,
  }
}

/** A name in the types of RFC 1035, which alone may be compressed. */
export const compressedName: Field<string> = domainName(true)
/** A name that is written in full (RFC 3597 section 4). */
export const plainName: Field<string> = domainName(false)

export const ipv4: Field<string> = {
  read: (reader) => {
    const [a, b, c, d] = reader.take(4)
    return `${a}.${b}.${c}.${d}`
  },
  write: (writer, value) => {
    for (const octet of value.split('.')) writer.u8(Number(octet))
  },
  parse: (tokens) => parseAddress(tokens.next(), 4),
  format: (value) => value,
}

export const ipv6: Field<string> = {
  read: (reader) => {
    let value = 0n
    for (let group = 0; group < 8; group++) value = (value << 16n) | BigInt(reader.u16())
    return formatIp({ family: 6, value })
  },
  write: (writer, text) => {
    const ip = parseIp(text)
    if (!ip) throw new FormatError(`"${text}" is no address`)
    const value = ip.family === 4 ? (0xffffn << 32n) | ip.value : ip.value
    for (let shift = 112n; shift >= 0n; shift -= 16n) writer.u16(Number((value >> shift) & 0xffffn))
  },
  parse: (tokens) => parseAddress(tokens.next(), 6),
  format: (value) => value,
}

function parseAddress(text: string, family: 4 | 6): string {
  const ip = parseIp(text)
  // An IPv4 address written in IPv6 is a fine AAAA record.
  if (!ip || text.includes(':') !== (family === 6))
    throw new PresentationError(`"${text}" is no IPv${family} address`)
  return formatIp(
    family === 6 ? { family: 6, value: ip.family === 4 ? (0xffffn << 32n) | ip.value : ip.value } : ip,
  )
}

/** A string of at most 255 bytes, one character each. */
export const characterString: Field<string> = {
  read: (reader) => reader.take(reader.u8()).toString('latin1'),
  write: (writer, value) => {
    if (value.length > 255) throw new FormatError('a string is longer than 255 bytes')
    writer.u8(value.length)
    writer.latin1(value)
  },
  parse: (tokens) => tokens.text(255),
  format: quoted,
}

/** Strings to the record's end, at least one. */
export const characterStrings: Field<readonly string[]> = {
  read: (reader) => {
    const texts = [characterString.read(reader)]
    while (reader.remaining > 0) texts.push(characterString.read(reader))
    return texts
  },
  write: (writer, values) => {
    for (const value of values) characterString.write(writer, value)
  },
  parse: (tokens) => {
    const texts = [tokens.text(255)]
    while (!tokens.isDone) texts.push(tokens.text(255))
    return texts
  },
  format: (values) => values.map(quoted).join(' '),
}

/** One string to the record's end, without a length. */
export const restText: Field<string> = {
  read: (reader) => reader.take(reader.remaining).toString('latin1'),
  write: (writer, value) => writer.latin1(value),
  parse: (tokens) => tokens.text(0xffff),
  format: quoted,
}

/** A string of bytes as zone files quote it. */
export function quoted(bytes: string): string {
  const escaped = bytes.replace(/["\\]|[^ -~]/g, (char) => {
    const code = char.charCodeAt(0)
    return code >= 0x20 && code < 0x7f ? `\\${char}` : `\\${String(code).padStart(3, '0')}`
  })
  return `"${escaped}"`
}

function restBytes(encoding: 'hex' | 'base64'): Field<Uint8Array> {
  return {
    read: (reader) => Uint8Array.from(reader.take(reader.remaining)),
    write: (writer, value) => writer.put(value),
    parse: (tokens) => decoded(tokens.rest(), encoding),
    format: (value) => {
      const text = Buffer.from(value).toString(encoding)
      return encoding === 'hex' ? text.toUpperCase() : text
    },
  }
}

/** Bytes to the record's end, written in hexadecimal. */
export const hexRest: Field<Uint8Array> = restBytes('hex')
/** Bytes to the record's end, written in base 64. */
export const base64Rest: Field<Uint8Array> = restBytes('base64')

function decoded(text: string, encoding: 'hex' | 'base64'): Uint8Array {
  const bytes = Buffer.from(text, encoding)
  const isWhole = encoding === 'hex' ? bytes.length * 2 === text.length : /^[A-Za-z0-9+/]*={0,2}$/.test(text)
  if (!isWhole) throw new PresentationError(`"${text}" is not ${encoding}`)
  return Uint8Array.from(bytes)
}

/** The type a signature covers. */
export const coveredType: Field<string> = {
  read: (reader) => typeName(reader.u16()),
  write: (writer, value) => writer.u16(typeNumber(value) ?? 0),
  parse: (tokens) => {
    const number = typeNumber(tokens.next())
    if (number === undefined) throw new PresentationError('unknown record type')
    return typeName(number)
  },
  format: (value) => value,
}
