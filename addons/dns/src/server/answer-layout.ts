import { WireReader } from '../message/wire-reader.ts'

/** Where in a message's bytes lies what differs from one answer to the next. */
export interface AnswerLayout {
  readonly ttlOffsets: readonly number[]
  /** Neighbouring answers of one name and type and the same length, which may change places. */
  readonly movable: { readonly start: number; readonly size: number; readonly count: number }
}

const optType = 41
const pointer = 0xc0

/** Reads the layout of a message that this program wrote. */
export function layoutOf(bytes: Buffer): AnswerLayout {
  const reader = new WireReader(bytes, 4)
  const [questions, answers, others] = [reader.u16(), reader.u16(), reader.u16() + reader.u16()]
  for (let index = 0; index < questions; index++) {
    reader.name()
    reader.take(4)
  }
  const records = Array.from({ length: answers + others }, () => readPlace(reader))
  const last = records.slice(0, answers).at(-1)
  const run = last ? records.slice(0, answers).filter((one) => isAlike(bytes, one, last)) : []
  const [first] = run
  return {
    ttlOffsets: records.filter(({ type }) => type !== optType).map(({ ttlOffset }) => ttlOffset),
    movable: { start: first?.start ?? 0, size: first ? first.end - first.start : 0, count: run.length },
  }
}

interface Place {
  readonly start: number
  readonly end: number
  readonly type: number
  readonly ttlOffset: number
}

function readPlace(reader: WireReader): Place {
  const start = reader.offset
  reader.name()
  const type = reader.u16()
  reader.take(2)
  const ttlOffset = reader.offset
  reader.take(4)
  reader.take(reader.u16())
  return { start, end: reader.offset, type, ttlOffset }
}

/** Only names written as a pointer stay right wherever the record goes. */
function isAlike(bytes: Buffer, one: Place, other: Place): boolean {
  return (
    (bytes[one.start] ?? 0) >= pointer &&
    bytes.readUInt16BE(one.start) === bytes.readUInt16BE(other.start) &&
    one.type === other.type &&
    one.end - one.start === other.end - other.start
  )
}
