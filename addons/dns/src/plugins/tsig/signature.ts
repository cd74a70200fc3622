import { createHmac, timingSafeEqual } from 'node:crypto'
import { typeNumber } from '../../message/codes.ts'
import type { ResourceRecord } from '../../message/record.ts'
import { writeData } from '../../message/record.ts'
import { WireReader } from '../../message/wire-reader.ts'
import { WireWriter } from '../../message/wire-writer.ts'

/** Secrets by the names of keys, in lower case and ending in a dot. */
export type Secrets = ReadonlyMap<string, Buffer>

export type Signature = ResourceRecord<'TSIG'>

/** Error codes of a TSIG record (RFC 8945 section 3). */
export const tsigError = { none: 0, badSignature: 16, badKey: 17, badTime: 18 } as const

/** By the algorithm's name (RFC 8945 section 6). */
const hashes: Readonly<Record<string, string>> = {
  'hmac-sha1.': 'sha1',
  'hmac-sha224.': 'sha224',
  'hmac-sha256.': 'sha256',
  'hmac-sha384.': 'sha384',
  'hmac-sha512.': 'sha512',
}

/** What is wrong with the signature of a request, `none` if nothing. */
export function errorOf(request: Buffer, signature: Signature, secrets: Secrets, nowSeconds: number): number {
  const { algorithm, mac, timeSigned, fudge } = signature.data
  const secret = secrets.get(signature.name.toLowerCase())
  const hash = hashes[algorithm.toLowerCase()]
  if (!secret || hash === undefined) return tsigError.badKey
  const signed = Buffer.concat([withoutSignature(request, signature), variablesOf(signature)])
  const expected = createHmac(hash, secret).update(signed).digest()
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return tsigError.badSignature
  return Math.abs(nowSeconds - timeSigned) > fudge ? tsigError.badTime : tsigError.none
}

/**
 * Signs the messages of one answer in turn, each over the last one's signature (RFC 8945 section 5.3.1); a request whose
 * own signature does not hold is answered unsigned, but for one that came too late.
 */
export function signerOf(
  request: Signature,
  error: number,
  secrets: Secrets,
  nowSeconds: () => number,
): (message: Buffer) => Buffer {
  const secret = secrets.get(request.name.toLowerCase())
  const hash = hashes[request.data.algorithm.toLowerCase()]
  const isSigned = error === tsigError.none || error === tsigError.badTime
  let before = Buffer.from(request.data.mac)
  let isFirst = true
  return (message) => {
    const record = unsignedRecord(request, error, nowSeconds(), message.readUInt16BE(0))
    if (!isSigned || !secret || hash === undefined) return appended(message, record)
    const variables = isFirst ? variablesOf(record) : timersOf(record)
    const mac = createHmac(hash, secret)
      .update(Buffer.concat([counted(before), message, variables]))
      .digest()
    before = mac
    isFirst = false
    return appended(message, { ...record, data: { ...record.data, mac } })
  }
}

/** The most bytes a signature by the key adds to a message. */
export function signatureRoom({ name, data }: Signature): number {
  return name.length + data.algorithm.length + 110
}

function unsignedRecord(
  { name, data }: Signature,
  error: number,
  now: number,
  originalId: number,
): Signature {
  const isLate = error === tsigError.badTime
  const clock = Buffer.alloc(6)
  clock.writeUIntBE(now, 0, 6)
  return {
    ...{ name, type: 'TSIG', class: 'ANY', ttl: 0 },
    data: {
      ...{ algorithm: data.algorithm, timeSigned: isLate ? data.timeSigned : now, fudge: data.fudge },
      ...{ mac: new Uint8Array(), originalId, error, other: isLate ? clock : new Uint8Array() },
    },
  }
}

/** The message as it was before it was signed: the last record gone, and the ID it had. */
function withoutSignature(message: Buffer, { data }: Signature): Buffer {
  const unsigned = Buffer.from(message.subarray(0, lastRecordOffset(message)))
  unsigned.writeUInt16BE(data.originalId, 0)
  unsigned.writeUInt16BE(unsigned.readUInt16BE(10) - 1, 10)
  return unsigned
}

function lastRecordOffset(message: Buffer): number {
  const reader = new WireReader(message, 4)
  const questions = reader.u16()
  const records = reader.u16() + reader.u16() + reader.u16()
  for (let index = 0; index < questions; index++) {
    reader.name()
    reader.take(4)
  }
  for (let index = 1; index < records; index++) {
    reader.name()
    reader.take(8)
    reader.take(reader.u16())
  }
  return reader.offset
}

/** What is signed of the record itself (RFC 8945 section 4.3.3). */
function variablesOf({ name, data }: Signature): Buffer {
  const writer = new WireWriter()
  writer.name(name.toLowerCase(), false)
  writer.u16(255)
  writer.u32(0)
  writer.name(data.algorithm.toLowerCase(), false)
  writer.put(timersOf({ data }))
  writer.u16(data.error)
  writer.u16(data.other.length)
  writer.put(data.other)
  return writer.bytes()
}

function timersOf({ data }: Pick<Signature, 'data'>): Buffer {
  const writer = new WireWriter()
  writer.u48(data.timeSigned)
  writer.u16(data.fudge)
  return writer.bytes()
}

function counted(mac: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(mac.length)
  return Buffer.concat([length, mac])
}

function appended(message: Buffer, record: Signature): Buffer {
  const writer = new WireWriter()
  writer.name(record.name, false)
  writer.u16(typeNumber('TSIG') ?? 250)
  writer.u16(255)
  writer.u32(0)
  const lengthAt = writer.length
  writer.u16(0)
  writeData(writer, record)
  writer.patchU16(lengthAt, writer.length - lengthAt - 2)
  const signed = Buffer.concat([message, writer.bytes()])
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10)
  return signed
}
