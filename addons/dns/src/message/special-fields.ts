import { formatIp, parseIp } from '@knarr/machinery'
import { typeName, typeNumber } from './codes.ts'
import { FormatError, PresentationError } from './dns-error.ts'
import { type Field, quoted } from './field.ts'
import type { WireReader } from './wire-reader.ts'
import type { WireWriter } from './wire-writer.ts'

/** Seconds as RRSIG writes them: `YYYYMMDDHHMMSS`. */
export const signatureTime: Field<number> = {
  read: (reader) => reader.u32(),
  write: (writer, value) => writer.u32(value),
  parse: (tokens) => {
    const text = tokens.next()
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)
    if (!parts && !/^\d{1,10}$/.test(text)) throw new PresentationError(`"${text}" is no time`)
    if (!parts) return Number(text)
    const [, year, month, day, hour, minute, second] = parts.map(Number) as [number, ...number[]]
    return (Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) / 1000) >>> 0
  },
  format: (value) =>
    new Date(value * 1000)
      .toISOString()
      .slice(0, 19)
      .replace(/[^0-9]/g, ''),
}

/** Seconds in six bytes, as TSIG has them. */
export const u48: Field<number> = {
  read: (reader) => reader.u48(),
  write: (writer, value) => writer.u48(value),
  parse: (tokens) => tokens.number(2 ** 48 - 1),
  format: String,
}

/** Bytes after their number, in `size` bytes; written in hexadecimal, `-` for none. */
export function counted(size: 1 | 2, encoding: 'hex' | 'base64' | 'base32'): Field<Uint8Array> {
  return {
    read: (reader) => Uint8Array.from(reader.take(size === 1 ? reader.u8() : reader.u16())),
    write: (writer, value) => {
      if (size === 1) writer.u8(value.length)
      else writer.u16(value.length)
      writer.put(value)
    },
    parse: (tokens) => {
      const text = tokens.next()
      if (text === '-') return new Uint8Array()
      return encoding === 'base32' ? fromBase32(text) : Uint8Array.from(Buffer.from(text, encoding))
    },
    format: (value) => {
      if (value.length === 0) return '-'
      if (encoding === 'base32') return toBase32(value)
      const text = Buffer.from(value).toString(encoding)
      return encoding === 'hex' ? text.toUpperCase() : text
    },
  }
}

const base32Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

function toBase32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    for (bits += 8; bits >= 5; bits -= 5) text += base32Digits[(held >> (bits - 5)) & 31]
  }
  return bits > 0 ? text + base32Digits[(held << (5 - bits)) & 31] : text
}

function fromBase32(text: string): Uint8Array {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const char of text.toUpperCase()) {
    const digit = base32Digits.indexOf(char)
    if (digit < 0) throw new PresentationError(`"${text}" is not base 32`)
    held = ((held << 5) | digit) & 0xffff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 0xff)
    }
  }
  return Uint8Array.from(bytes)
}

/** The set of types at a name, in windows of 256 (RFC 4034 section 4.1.2). */
export const typeBitmap: Field<readonly string[]> = {
  read: (reader) => {
    const types: string[] = []
    while (reader.remaining > 0) {
      const window = reader.u8()
      for (const [index, byte] of reader.take(reader.u8()).entries()) {
        for (let bit = 0; bit < 8; bit++) {
          if (byte & (0x80 >> bit)) types.push(typeName(window * 256 + index * 8 + bit))
        }
      }
    }
    return types
  },
  write: (writer, types) => {
    const windows = new Map<number, Uint8Array>()
    const numbers = types.map((type) => typeNumber(type) ?? 0).sort((a, b) => a - b)
    for (const number of numbers) {
      const bytes = windows.get(number >> 8) ?? new Uint8Array(32)
      windows.set(number >> 8, bytes)
      bytes[(number & 255) >> 3] = (bytes[(number & 255) >> 3] ?? 0) | (0x80 >> (number & 7))
    }
    for (const [window, bytes] of windows) {
      const length = bytes.findLastIndex((byte) => byte !== 0) + 1
      writer.u8(window)
      writer.u8(length)
      writer.put(bytes.subarray(0, length))
    }
  },
  parse: (tokens) => {
    const types: string[] = []
    while (!tokens.isDone) {
      const text = tokens.next()
      const number = typeNumber(text)
      if (number === undefined) throw new PresentationError(`unknown record type "${text}"`)
      types.push(typeName(number))
    }
    return types
  },
  format: (types) => types.join(' '),
}

/** One parameter of a SVCB record: its key's number and the value's bytes. */
export interface ServiceParameter {
  readonly key: number
  readonly value: Uint8Array
}

const parameterNames = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
]

/** The parameters of SVCB and HTTPS, by rising key (RFC 9460). */
export const serviceParameters: Field<readonly ServiceParameter[]> = {
  read: (reader) => {
    const parameters: ServiceParameter[] = []
    while (reader.remaining > 0) {
      const key = reader.u16()
      if (key <= (parameters.at(-1)?.key ?? -1)) throw new FormatError('service parameters are out of order')
      parameters.push({ key, value: Uint8Array.from(reader.take(reader.u16())) })
    }
    return parameters
  },
  write: (writer, parameters) => {
    for (const { key, value } of parameters) {
      writer.u16(key)
      writer.u16(value.length)
      writer.put(value)
    }
  },
  parse: (tokens) => {
    const parameters: ServiceParameter[] = []
    while (!tokens.isDone) {
      const text = tokens.next()
      const equals = text.indexOf('=')
      const name = equals < 0 ? text : text.slice(0, equals)
      const value = equals < 0 ? '' : text.slice(equals + 1) || (tokens.isDone ? '' : tokens.next())
      parameters.push({ key: parameterKey(name), value: parameterBytes(name, value) })
    }
    return parameters.sort((a, b) => a.key - b.key)
  },
  format: (parameters) => parameters.map(formatParameter).join(' '),
}

function parameterKey(name: string): number {
  const known = parameterNames.indexOf(name)
  const number = known >= 0 ? known : Number(/^key(\d{1,5})$/.exec(name)?.[1] ?? Number.NaN)
  if (!(number <= 0xffff)) throw new PresentationError(`unknown service parameter "${name}"`)
  return number
}

function parameterBytes(name: string, value: string): Uint8Array {
  const bytes = (write: (item: string) => Uint8Array): Uint8Array =>
    Buffer.concat(value.split(',').map(write))
  switch (name) {
    case 'mandatory':
      return bytes((item) => uint16(parameterKey(item)))
    case 'alpn':
      return bytes((item) => Buffer.concat([Uint8Array.of(item.length), Buffer.from(item, 'latin1')]))
    case 'port':
      return uint16(Number(value))
    case 'ipv4hint':
      return bytes((item) => addressBytes(item, 4))
    case 'ipv6hint':
      return bytes((item) => addressBytes(item, 16))
    case 'ech':
      return Uint8Array.from(Buffer.from(value, 'base64'))
    default:
      return Uint8Array.from(Buffer.from(value, 'latin1'))
  }
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255)
}

function addressBytes(text: string, length: 4 | 16): Uint8Array {
  const ip = parseIp(text)
  if (!ip) throw new PresentationError(`"${text}" is no address`)
  return Uint8Array.from(Buffer.from(ip.value.toString(16).padStart(length * 2, '0'), 'hex'))
}

function formatParameter({ key, value }: ServiceParameter): string {
  const name = parameterNames[key] ?? `key${key}`
  if (value.length === 0) return name
  const buffer = Buffer.from(value)
  switch (name) {
    case 'mandatory':
      return `${name}=${slices(buffer, 2).map((part) => parameterNames[part.readUInt16BE()] ?? `key${part.readUInt16BE()}`)}`
    case 'alpn':
      return `${name}=${quoted(alpnIds(buffer).join(','))}`
    case 'port':
      return `${name}=${value.length === 2 ? buffer.readUInt16BE() : buffer.toString('hex')}`
    case 'ipv4hint':
      return `${name}=${slices(buffer, 4).map((part) => part.join('.'))}`
    case 'ipv6hint':
      return `${name}=${slices(buffer, 16).map((part) => formatIp({ family: 6, value: BigInt(`0x${part.toString('hex')}`) }))}`
    case 'ech':
      return `${name}=${buffer.toString('base64')}`
    default:
      return `${name}=${quoted(buffer.toString('latin1'))}`
  }
}

function slices(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
}

function alpnIds(bytes: Buffer): string[] {
  const ids: string[] = []
  for (let at = 0; at < bytes.length; at += 1 + (bytes[at] ?? 0)) {
    ids.push(bytes.toString('latin1', at + 1, at + 1 + (bytes[at] ?? 0)))
  }
  return ids
}

/** What a record has in a type this program knows nothing of: bytes, written `\# LENGTH HEX`. */
export const unknownData: Field<Uint8Array> = {
  read: (reader: WireReader) => Uint8Array.from(reader.take(reader.remaining)),
  write: (writer: WireWriter, value) => writer.put(value),
  parse: (tokens) => {
    if (tokens.next() !== '\\#') throw new PresentationError('data of an unknown type starts with \\#')
    const length = tokens.number(0xffff)
    const bytes = Buffer.from(tokens.rest(), 'hex')
    if (bytes.length !== length)
      throw new PresentationError(`${length} bytes announced, ${bytes.length} written`)
    return Uint8Array.from(bytes)
  },
  format: (value) => `\\# ${value.length} ${Buffer.from(value).toString('hex').toUpperCase()}`.trimEnd(),
}
