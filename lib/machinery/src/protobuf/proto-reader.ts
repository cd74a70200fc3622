import { ProtoError } from './proto-error.ts'
import { wireType } from './wire-type.ts'

const maxDepth = 100

/**
 * Reads protobuf from bytes it does not copy. Every read is bounds-checked and throws a ProtoError; the
 * usual loop is `for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) switch (tag >>> 3) …`.
 */
export class ProtoReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  #position: number
  #end: number
  #depth = 0

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    if (start < 0 || end > bytes.length || start > end) throw new ProtoError('range outside of the buffer')
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#position = start
    this.#end = end
  }

  get position(): number {
    return this.#position
  }

  /** Whether the current message has more fields. */
  get hasMore(): boolean {
    return this.#position < this.#end
  }

  /** The next field's tag (`number << 3 | wire type`), or 0 at the end of the current message. */
  tag(): number {
    if (this.#position >= this.#end) return 0
    const tag = this.uint32()
    if (tag >>> 3 === 0) throw new ProtoError(`illegal tag ${tag}`)
    return tag
  }

  uint32(): number {
    const low = this.#bytes[this.#position]
    if (low !== undefined && low < 0x80 && this.#position < this.#end) {
      this.#position++
      return low
    }
    return this.#varint().low
  }

  int32(): number {
    return this.uint32() | 0
  }

  sint32(): number {
    const value = this.uint32()
    return (value >>> 1) ^ -(value & 1)
  }

  bool(): boolean {
    const { low, high } = this.#varint()
    return (low | high) !== 0
  }

  /** A signed 64-bit integer as a number: exact while it is a safe integer, else the nearest (as JSON has it). */
  int64(): number {
    const { low, high } = this.#varint()
    return (high | 0) * 2 ** 32 + low
  }

  uint64(): number {
    const { low, high } = this.#varint()
    return high * 2 ** 32 + low
  }

  /** A signed 64-bit integer, always exact. */
  bigInt64(): bigint {
    return BigInt.asIntN(64, this.bigUint64())
  }

  bigUint64(): bigint {
    const { low, high } = this.#varint()
    return (BigInt(high) << 32n) | BigInt(low)
  }

  sint64(): number {
    const value = this.bigUint64()
    return Number((value >> 1n) ^ -(value & 1n))
  }

  fixed32(): number {
    return this.#view.getUint32(this.#advance(4), true)
  }

  sfixed32(): number {
    return this.#view.getInt32(this.#advance(4), true)
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true)
  }

  sfixed64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true)
  }

  float(): number {
    return this.#view.getFloat32(this.#advance(4), true)
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true)
  }

  string(): string {
    const length = this.uint32()
    const start = this.#advance(length)
    const short = length <= 16 ? this.#shortAscii(start, start + length) : undefined
    return short ?? this.#bytes.toString('utf8', start, start + length)
  }

  /** A view of the bytes, not a copy: it lives as long as the input does. */
  bytes(): Uint8Array {
    const length = this.uint32()
    const start = this.#advance(length)
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, length)
  }

  /** Reads a nested message: inside `read`, the message's end is where `tag` answers 0. */
  message<T>(read: (reader: ProtoReader) => T): T {
    const outerEnd = this.enter()
    const value = read(this)
    this.leave(outerEnd)
    return value
  }

  /** Steps into a nested message; give what it returns to `leave` when the message is read. */
  enter(): number {
    const length = this.uint32()
    const end = this.#position + length
    if (end > this.#end) throw new ProtoError('unexpected end of data')
    if (++this.#depth > maxDepth) throw new ProtoError('messages are nested too deeply')
    const outerEnd = this.#end
    this.#end = end
    return outerEnd
  }

  leave(outerEnd: number): void {
    this.#position = this.#end
    this.#end = outerEnd
    this.#depth--
  }

  /** Skips the value of the field that `tag` announced. */
  skip(tag: number): void {
    switch (tag & 7) {
      case wireType.varint:
        this.#varint()
        return
      case wireType.fixed64:
        this.#advance(8)
        return
      case wireType.bytes:
        this.#advance(this.uint32())
        return
      case wireType.startGroup:
        this.#skipGroup(tag >>> 3)
        return
      case wireType.fixed32:
        this.#advance(4)
        return
      default:
        throw new ProtoError(`illegal wire type ${tag & 7}`)
    }
  }

  /** Short texts are most texts, and a call into the runtime costs more than they do. */
  #shortAscii(start: number, end: number): string | undefined {
    let text = ''
    for (let position = start; position < end; position++) {
      const code = this.#bytes[position] ?? 0
      if (code > 0x7f) return undefined
      text += String.fromCharCode(code)
    }
    return text
  }

  #skipGroup(field: number): void {
    if (++this.#depth > maxDepth) throw new ProtoError('messages are nested too deeply')
    for (let tag = this.tag(); tag !== ((field << 3) | wireType.endGroup) >>> 0; tag = this.tag()) {
      if (tag === 0) throw new ProtoError('unexpected end of data')
      this.skip(tag)
    }
    this.#depth--
  }

  #advance(length: number): number {
    const start = this.#position
    if (start + length > this.#end) throw new ProtoError('unexpected end of data')
    this.#position = start + length
    return start
  }

  /** Up to ten bytes, as the two unsigned halves of 64 bits. */
  #varint(): { low: number; high: number } {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#position >= this.#end) throw new ProtoError('unexpected end of data')
      const byte = this.#bytes[this.#position++] ?? 0
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >>> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) return { low: low >>> 0, high: high >>> 0 }
    }
    throw new ProtoError('varint overflows 64 bits')
  }
}
