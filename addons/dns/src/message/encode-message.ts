import { classNumber, rcodeNumber, typeNumber } from './codes.ts'
import { FormatError } from './dns-error.ts'
import type { Edns, Message } from './message.ts'
import { type ResourceRecord, writeData } from './record.ts'
import { WireWriter } from './wire-writer.ts'

const maxMessage = 65535

/**
 * Writes a message in at most `limit` bytes. Additional records that do not fit are left out; when answers or
 * authorities do not, they are cut at a whole record and the message says it is truncated.
 */
export function encodeMessage(message: Message, limit: number = maxMessage): Buffer {
  const writer = new WireWriter()
  const rcode = rcodeNumber(message.rcode) ?? 2
  const room = limit - (message.edns ? ednsLength(message.edns) : 0)
  writeHeader(writer, message, rcode)
  for (const { name, type, class: asked } of message.questions) {
    writer.name(name, true)
    writer.u16(typeNumber(type) ?? 0)
    writer.u16(classNumber(asked) ?? 1)
  }
  const answers = writeRecords(writer, message.answers, room)
  const isCut = answers < message.answers.length
  const authorities = isCut ? 0 : writeRecords(writer, message.authorities, room)
  const isTruncated = isCut || authorities < message.authorities.length
  const additionals = isTruncated ? 0 : writeRecords(writer, message.additionals, room)
  if (message.edns) writeEdns(writer, message.edns, rcode)
  const bytes = writer.bytes()
  writer.patchU16(6, answers)
  writer.patchU16(8, authorities)
  writer.patchU16(10, additionals + (message.edns ? 1 : 0))
  if (isTruncated) bytes[2] = (bytes[2] ?? 0) | 0x02
  return bytes
}

function writeHeader(writer: WireWriter, message: Message, rcode: number): void {
  const flags =
    (message.isResponse ? 0x8000 : 0) |
    ((message.opcode & 15) << 11) |
    (message.authoritative ? 0x0400 : 0) |
    (message.truncated ? 0x0200 : 0) |
    (message.recursionDesired ? 0x0100 : 0) |
    (message.recursionAvailable ? 0x0080 : 0) |
    (message.authenticData ? 0x0020 : 0) |
    (message.checkingDisabled ? 0x0010 : 0) |
    (rcode & 15)
  writer.u16(message.id)
  writer.u16(flags)
  writer.u16(message.questions.length)
  writer.u16(0)
  writer.u16(0)
  writer.u16(0)
}

/** How many of the records fit. */
function writeRecords(writer: WireWriter, records: readonly ResourceRecord[], room: number): number {
  let written = 0
  for (const record of records) {
    const start = writer.length
    writeRecord(writer, record)
    if (writer.length > room) {
      writer.truncate(start)
      break
    }
    written++
  }
  return written
}

function writeRecord(writer: WireWriter, record: ResourceRecord): void {
  writer.name(record.name, true)
  writer.u16(typeNumber(record.type) ?? 0)
  writer.u16(classNumber(record.class) ?? 1)
  writer.u32(record.ttl)
  const at = writer.length
  writer.u16(0)
  writeData(writer, record)
  const length = writer.length - at - 2
  if (length > 0xffff) throw new FormatError('record data is longer than 65535 bytes')
  writer.patchU16(at, length)
}

function ednsLength({ options }: Edns): number {
  return options.reduce((sum, { data }) => sum + 4 + data.length, 11)
}

function writeEdns(writer: WireWriter, edns: Edns, rcode: number): void {
  writer.u8(0)
  writer.u16(41)
  writer.u16(edns.udpSize)
  writer.u8(rcode >> 4)
  writer.u8(edns.version)
  writer.u16(edns.dnssecOk ? 0x8000 : 0)
  writer.u16(ednsLength(edns) - 11)
  for (const { code, data } of edns.options) {
    writer.u16(code)
    writer.u16(data.length)
    writer.put(data)
  }
}
