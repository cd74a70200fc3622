import { className, rcodeName, typeName } from './codes.ts'
import { FormatError } from './dns-error.ts'
import type { Edns, EdnsOption, Message, Question } from './message.ts'
import { type ResourceRecord, readData } from './record.ts'
import { WireReader } from './wire-reader.ts'

const optType = 41

/** Reads a message. @throws FormatError for bytes that are none */
export function decodeMessage(bytes: Uint8Array): Message {
  const reader = new WireReader(bytes)
  const id = reader.u16()
  const flags = reader.u16()
  const [questionCount, answerCount, authorityCount, additionalCount] = counts(reader)
  const state: { edns: Edns | undefined; extendedRcode: number } = { edns: undefined, extendedRcode: 0 }
  const questions = list(questionCount, () => readQuestion(reader))
  const answers = records(reader, answerCount)
  const authorities = records(reader, authorityCount)
  const additionals = records(reader, additionalCount, state)
  return {
    id,
    opcode: (flags >> 11) & 15,
    isResponse: (flags & 0x8000) !== 0,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticData: (flags & 0x0020) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
    rcode: rcodeName((state.extendedRcode << 4) | (flags & 15)),
    ...{ questions, answers, authorities, additionals, edns: state.edns },
  }
}

function counts(reader: WireReader): [number, number, number, number] {
  return [reader.u16(), reader.u16(), reader.u16(), reader.u16()]
}

function list<T>(count: number, read: () => T): T[] {
  const items: T[] = []
  for (let index = 0; index < count; index++) items.push(read())
  return items
}

function readQuestion(reader: WireReader): Question {
  return { name: reader.name(), type: typeName(reader.u16()), class: className(reader.u16()) }
}

function records(
  reader: WireReader,
  count: number,
  state?: { edns: Edns | undefined; extendedRcode: number },
): ResourceRecord[] {
  const found: ResourceRecord[] = []
  for (let index = 0; index < count; index++) {
    const name = reader.name()
    const type = reader.u16()
    if (type !== optType) {
      found.push(readRecord(reader, name, type))
      continue
    }
    if (!state || state.edns || name !== '.') throw new FormatError('an OPT record is out of place')
    const { edns, extendedRcode } = readOpt(reader)
    state.edns = edns
    state.extendedRcode = extendedRcode
  }
  return found
}

function readRecord(reader: WireReader, name: string, typeCode: number): ResourceRecord {
  const type = typeName(typeCode)
  const record = { name, type, class: className(reader.u16()), ttl: ttlOf(reader.u32()) }
  const data = within(reader, () => readData(reader, type))
  return { ...record, data }
}

/** A TTL with the highest bit set counts as none (RFC 2181 section 8). */
function ttlOf(value: number): number {
  return value > 0x7fffffff ? 0 : value
}

/** Reads the data after its length, which it must use up. */
function within<T>(reader: WireReader, read: () => T): T {
  const length = reader.u16()
  const outerEnd = reader.end
  const end = reader.offset + length
  if (end > outerEnd) throw new FormatError('record data runs past the end')
  reader.end = end
  const value = read()
  if (reader.offset !== end) throw new FormatError('record data is longer than its fields')
  reader.end = outerEnd
  return value
}

function readOpt(reader: WireReader): { edns: Edns; extendedRcode: number } {
  const udpSize = reader.u16()
  const extendedRcode = reader.u8()
  const version = reader.u8()
  const dnssecOk = (reader.u16() & 0x8000) !== 0
  const options = within(reader, () => {
    const found: EdnsOption[] = []
    while (reader.remaining > 0)
      found.push({ code: reader.u16(), data: Uint8Array.from(reader.take(reader.u16())) })
    return found
  })
  return { edns: { udpSize, version, dnssecOk, options }, extendedRcode }
}
