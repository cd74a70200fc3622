import { className, classNumber, type RecordType, typeName, typeNumber } from './codes.ts'
import { PresentationError } from './dns-error.ts'
import {
  base64Rest,
  characterString,
  characterStrings,
  compressedName,
  coveredType,
  type Field,
  hexRest,
  ipv4,
  ipv6,
  plainName,
  restText,
  seconds,
  u8,
  u16,
  u32,
} from './field.ts'
import { parseName } from './name.ts'
import type { KnownRecordData } from './record-data.ts'
import { counted, serviceParameters, signatureTime, typeBitmap, u48, unknownData } from './special-fields.ts'
import { Tokens } from './tokens.ts'
import { parseTtl } from './ttl.ts'
import { WireReader } from './wire-reader.ts'
import type { WireWriter } from './wire-writer.ts'

const dsFields = { keyTag: u16, algorithm: u8, digestType: u8, digest: hexRest }
const keyFields = { flags: u16, protocol: u8, algorithm: u8, publicKey: base64Rest }
const tlsaFields = { usage: u8, selector: u8, matchingType: u8, certificate: hexRest }
const svcbFields = { priority: u16, target: plainName, parameters: serviceParameters }

type Fields = {
  readonly [T in keyof KnownRecordData]: {
    readonly [K in keyof KnownRecordData[T]]-?: Field<KnownRecordData[T][K]>
  }
}

/** How the data of each type is read and written. */
const recordFields: Fields = {
  A: { address: ipv4 },
  NS: { target: compressedName },
  CNAME: { target: compressedName },
  SOA: {
    ...{ mname: compressedName, rname: compressedName },
    ...{ serial: u32, refresh: seconds, retry: seconds, expire: seconds, minimum: seconds },
  },
  PTR: { target: compressedName },
  HINFO: { cpu: characterString, os: characterString },
  MX: { preference: u16, exchange: compressedName },
  TXT: { texts: characterStrings },
  SPF: { texts: characterStrings },
  RP: { mailbox: plainName, text: plainName },
  AFSDB: { subtype: u16, host: plainName },
  AAAA: { address: ipv6 },
  SRV: { priority: u16, weight: u16, port: u16, target: plainName },
  NAPTR: {
    ...{ order: u16, preference: u16, flags: characterString, service: characterString },
    ...{ regexp: characterString, replacement: plainName },
  },
  KX: { preference: u16, exchange: plainName },
  CERT: { certificateType: u16, keyTag: u16, algorithm: u8, certificate: base64Rest },
  DNAME: { target: plainName },
  DS: dsFields,
  CDS: dsFields,
  SSHFP: { algorithm: u8, fingerprintType: u8, fingerprint: hexRest },
  RRSIG: {
    ...{ typeCovered: coveredType, algorithm: u8, labels: u8, originalTtl: u32 },
    ...{ expiration: signatureTime, inception: signatureTime, keyTag: u16, signer: plainName },
    signature: base64Rest,
  },
  NSEC: { next: plainName, types: typeBitmap },
  DNSKEY: keyFields,
  CDNSKEY: keyFields,
  DHCID: { digest: base64Rest },
  NSEC3: {
    ...{ algorithm: u8, flags: u8, iterations: u16, salt: counted(1, 'hex') },
    ...{ next: counted(1, 'base32'), types: typeBitmap },
  },
  NSEC3PARAM: { algorithm: u8, flags: u8, iterations: u16, salt: counted(1, 'hex') },
  TLSA: tlsaFields,
  SMIMEA: tlsaFields,
  OPENPGPKEY: { publicKey: base64Rest },
  ZONEMD: { serial: u32, scheme: u8, algorithm: u8, digest: hexRest },
  SVCB: svcbFields,
  HTTPS: svcbFields,
  TSIG: {
    ...{ algorithm: plainName, timeSigned: u48, fudge: u16, mac: counted(2, 'base64') },
    ...{ originalId: u16, error: u16, other: counted(2, 'hex') },
  },
  URI: { priority: u16, weight: u16, target: restText },
  CAA: { flags: u8, tag: plainText(), value: restText },
}

/** The fields of a record of type `T`; `{ bytes }` in a type this program has no fields for. */
export type RecordData<T extends RecordType = RecordType> = T extends keyof KnownRecordData
  ? KnownRecordData[T]
  : { readonly bytes: Uint8Array }

/** A resource record. Narrowing by `type` needs {@link isRecord}, as types are open. */
export interface ResourceRecord<T extends RecordType = RecordType> {
  readonly name: string
  readonly type: T
  readonly class: string
  readonly ttl: number
  readonly data: RecordData<T>
}

export function isRecord<T extends RecordType>(record: ResourceRecord, type: T): record is ResourceRecord<T> {
  return record.type === type
}

/** A record of class IN. */
export function recordOf<T extends RecordType>(
  name: string,
  type: T,
  ttl: number,
  data: RecordData<T>,
): ResourceRecord<T> {
  return { name, type, class: 'IN', ttl, data }
}

/** CAA tags are bare words in presentation. */
function plainText(): Field<string> {
  return { ...characterString, format: (value) => value }
}

type AnyFields = Readonly<Record<string, Field<unknown>>>
const unknownFields: AnyFields = { bytes: unknownData as Field<unknown> }
const fieldLists = new Map<string, readonly (readonly [string, Field<unknown>])[]>(
  Object.entries(recordFields as unknown as Record<string, AnyFields>).map(([type, fields]) => [
    type,
    Object.entries(fields),
  ]),
)
const unknownList = Object.entries(unknownFields)

const fieldsOf = (type: string): readonly (readonly [string, Field<unknown>])[] =>
  fieldLists.get(type) ?? unknownList

/** Reads data up to the reader's end. */
export function readData(reader: WireReader, type: RecordType): RecordData {
  const data: Record<string, unknown> = {}
  for (const [name, field] of fieldsOf(type)) data[name] = field.read(reader)
  return data as RecordData
}

export function writeData(writer: WireWriter, { type, data }: ResourceRecord): void {
  for (const [name, field] of fieldsOf(type)) field.write(writer, (data as Record<string, unknown>)[name])
}

/** Reads the words after the type; `\# LENGTH HEX` serves for every type (RFC 3597). */
export function parseData(tokens: Tokens, type: RecordType): RecordData {
  const isGeneric = tokens.peek() === '\\#'
  const data: Record<string, unknown> = {}
  for (const [name, field] of isGeneric ? unknownList : fieldsOf(type)) data[name] = field.parse(tokens)
  if (!tokens.isDone) throw new PresentationError(`"${tokens.next()}" is too much for a ${type} record`)
  if (!isGeneric || !fieldLists.has(type)) return data as RecordData
  return readData(new WireReader(data.bytes as Uint8Array), type)
}

/** The data as zone files have it. */
export function formatData({ type, data }: ResourceRecord): string {
  return fieldsOf(type)
    .map(([name, field]) => field.format((data as Record<string, unknown>)[name]))
    .filter((text) => text !== '')
    .join(' ')
}

/** The record on one line: name, TTL, class, type, data. */
export function formatRecord(record: ResourceRecord): string {
  return `${record.name}\t${record.ttl}\t${record.class}\t${record.type}\t${formatData(record)}`
}

export interface RecordDefaults {
  readonly origin?: string
  readonly ttl?: number
}

/** Reads a record written on one line, `NAME [TTL] [CLASS] TYPE DATA`. @throws PresentationError */
export function parseRecord(text: string, { origin = '.', ttl = 3600 }: RecordDefaults = {}): ResourceRecord {
  const words = wordsOf(text)
  const name = parseName(words.shift()?.text ?? '', origin)
  const record = { name, ttl, class: 'IN' }
  for (let word = words.shift(); word; word = words.shift()) {
    const number = typeNumber(word.text)
    const time = parseTtl(word.text)
    if (time !== undefined) record.ttl = time
    else if (classNumber(word.text) !== undefined) {
      record.class = className(classNumber(word.text) ?? 1)
    } else if (number !== undefined) {
      const type = typeName(number)
      return { ...record, type, data: parseData(new Tokens(words, origin), type) }
    } else throw new PresentationError(`unknown record type "${word.text}"`)
  }
  throw new PresentationError(`"${text}" has no type`)
}

function wordsOf(text: string): { text: string; isQuoted: boolean }[] {
  const words = [...text.matchAll(/"((?:\\.|[^"\\])*)"|((?:\\.|[^\s"\\])+)/g)]
  return words.map(([, inside, bare]) => ({ text: inside ?? bare ?? '', isQuoted: inside !== undefined }))
}
