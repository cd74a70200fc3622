import { ProtoError } from './proto-error.ts'
import { wireType } from './wire-type.ts'

/** A length that needs more than the one byte left for it; `finish` makes the room. */
interface WideLength {
  readonly position: number
  readonly length: number
}

/**
 * Writes protobuf front to back. A nested message's length has one byte left free before it; the few
 * lengths that need more are put in by `finish`, so no byte is moved more than once however deep it is.
 */
export class ProtoWriter {
  #bytes: Buffer
  #view: DataView
  #position = 0
  #wide: WideLength[] = []
  /** Of each part begun and not ended: where its length goes, and `#extra` at that time. */
  #open: number[] = []
  /** Bytes `finish` will add for the wide lengths so far. */
  #extra = 0

  constructor(capacity = 512) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity)
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length)
  }

  /** How long the result would be now. */
  get length(): number {
    return this.#position + this.#extra
  }

  tag(field: number, type: number): this {
    return this.uint32(((field << 3) | type) >>> 0)
  }

  uint32(value: number): this {
    this.#reserve(5)
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#position++] = rest
    return this
  }

  /** Negative numbers take ten bytes, as protobuf has it. */
  int32(value: number): this {
    return value < 0 ? this.int64(value) : this.uint32(value)
  }

  sint32(value: number): this {
    return this.uint32((value << 1) ^ (value >> 31))
  }

  bool(value: boolean): this {
    return this.uint32(value ? 1 : 0)
  }

  /** Signed or unsigned 64 bits; a number must be an integer. */
  int64(value: number | bigint): this {
    if (typeof value === 'bigint') return this.#big(BigInt.asUintN(64, value))
    if (value >= 0 && value <= 0xffffffff) return this.uint32(value)
    if (!Number.isSafeInteger(value) || value < 0) return this.#big(BigInt.asUintN(64, BigInt(value)))
    this.#reserve(10)
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#position++] = rest
    return this
  }

  uint64(value: number | bigint): this {
    return this.int64(value)
  }

  sint64(value: number | bigint): this {
    const big = BigInt(value)
    return this.#big(BigInt.asUintN(64, (big << 1n) ^ (big >> 63n)))
  }

  fixed32(value: number): this {
    this.#reserve(4)
    this.#view.setUint32(this.#position, value, true)
    this.#position += 4
    return this
  }

  fixed64(value: number | bigint): this {
    this.#reserve(8)
    this.#view.setBigUint64(this.#position, BigInt.asUintN(64, BigInt(value)), true)
    this.#position += 8
    return this
  }

  float(value: number): this {
    this.#reserve(4)
    this.#view.setFloat32(this.#position, value, true)
    this.#position += 4
    return this
  }

  double(value: number): this {
    this.#reserve(8)
    this.#view.setFloat64(this.#position, value, true)
    this.#position += 8
    return this
  }

  /** Length and UTF-8 bytes. */
  string(text: string): this {
    if (text.length < 43) return this.#shortString(text)
    const length = Buffer.byteLength(text)
    this.uint32(length)
    this.#reserve(length)
    this.#bytes.write(text, this.#position, length, 'utf8')
    this.#position += length
    return this
  }

  /** Length and bytes. */
  bytes(bytes: Uint8Array): this {
    return this.uint32(bytes.length).raw(bytes)
  }

  /** Bytes that are encoded already, as they are. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#position)
    this.#position += bytes.length
    return this
  }

  /** A nested message: tag, length and what `write` writes. */
  message(field: number, write: (writer: ProtoWriter) => void): this {
    this.tag(field, wireType.bytes).begin()
    write(this)
    return this.end()
  }

  /** Starts a length-delimited part, after its tag; `end` closes the one begun last. */
  begin(): this {
    this.#reserve(1)
    this.#open.push(this.#position++, this.#extra)
    return this
  }

  end(): this {
    const extraBefore = this.#open.pop()
    const position = this.#open.pop()
    if (position === undefined || extraBefore === undefined) throw new ProtoError('end without begin')
    const length = this.#position - position - 1 + this.#extra - extraBefore
    if (length < 0x80) {
      this.#bytes[position] = length
    } else {
      this.#wide.push({ position, length })
      this.#extra += varintSize(length) - 1
    }
    return this
  }

  /** The message; the writer is empty again afterwards. */
  finish(): Uint8Array {
    if (this.#open.length > 0) throw new ProtoError('begin without end')
    const out = new Uint8Array(this.length)
    let from = 0
    let to = 0
    for (const { position, length } of this.#wide.sort((a, b) => a.position - b.position)) {
      out.set(this.#bytes.subarray(from, position), to)
      to = writeVarint(out, to + position - from, length)
      from = position + 1
    }
    out.set(this.#bytes.subarray(from, this.#position), to)
    this.reset()
    return out
  }

  /** Forgets what was written, keeps the buffer. */
  reset(): void {
    this.#position = 0
    this.#extra = 0
    this.#wide = []
    this.#open = []
  }

  /** A text whose UTF-8 form surely fits a length of one byte. */
  #shortString(text: string): this {
    this.#reserve(1 + text.length * 3)
    const start = this.#position + 1
    const written = this.#writeAscii(text, start) ?? this.#bytes.write(text, start, text.length * 3, 'utf8')
    this.#bytes[this.#position] = written
    this.#position = start + written
    return this
  }

  #writeAscii(text: string, start: number): number | undefined {
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) return undefined
      this.#bytes[start + index] = code
    }
    return text.length
  }

  #big(value: bigint): this {
    this.#reserve(10)
    let rest = value
    while (rest > 0x7fn) {
      this.#bytes[this.#position++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#bytes[this.#position++] = Number(rest)
    return this
  }

  #reserve(count: number): void {
    const needed = this.#position + count
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#position))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer, grown.byteOffset, grown.length)
  }
}

function varintSize(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  if (value < 0x200000) return 3
  return value < 0x10000000 ? 4 : 5
}

function writeVarint(out: Uint8Array, start: number, value: number): number {
  let position = start
  let rest = value
  while (rest > 0x7f) {
    out[position++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  out[position++] = rest
  return position
}
