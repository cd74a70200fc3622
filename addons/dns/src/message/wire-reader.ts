import { FormatError } from './dns-error.ts'
import { escapeLabel } from './name.ts'

const maxNameLength = 255

/** Reads a message's bytes in order; every read checks the bounds, and pointers must lead backwards. */
export class WireReader {
  readonly bytes: Buffer
  offset: number
  end: number

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.offset = offset
    this.end = bytes.length
  }

  get remaining(): number {
    return this.end - this.offset
  }

  u8(): number {
    return this.bytes[this.#take(1)] as number
  }

  u16(): number {
    return this.bytes.readUInt16BE(this.#take(2))
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.#take(4))
  }

  u48(): number {
    return this.bytes.readUIntBE(this.#take(6), 6)
  }

  take(length: number): Buffer {
    const start = this.#take(length)
    return this.bytes.subarray(start, start + length)
  }

  /** The name at the offset, as text; pointers may only lead to earlier bytes, so that none can loop. */
  name(): string {
    let text = ''
    let length = 1
    let at = this.offset
    let limit = this.end
    let after = -1
    for (let size = this.#size(at, limit); size !== 0; size = this.#size(at, limit)) {
      if (size >= 0xc0) {
        const target = this.#pointer(at, limit)
        if (after < 0) after = at + 2
        limit = at
        at = target
        continue
      }
      text += this.#label(at, limit)
      length += size + 1
      if (length > maxNameLength) throw new FormatError('name is longer than 255 bytes')
      at += size + 1
    }
    this.offset = after < 0 ? at + 1 : after
    return text === '' ? '.' : text
  }

  #size(at: number, limit: number): number {
    if (at >= limit) throw new FormatError('name runs past the end')
    return this.bytes[at] as number
  }

  #pointer(at: number, limit: number): number {
    if (at + 1 >= limit) throw new FormatError('name runs past the end')
    const target = (((this.bytes[at] as number) & 0x3f) << 8) | (this.bytes[at + 1] as number)
    if (target >= at) throw new FormatError('compression pointer does not lead backwards')
    return target
  }

  #label(at: number, limit: number): string {
    const size = this.bytes[at] as number
    if (size > 63) throw new FormatError('label is of an unknown kind')
    if (at + 1 + size > limit) throw new FormatError('label runs past the end')
    return `${escapeLabel(this.bytes.toString('latin1', at + 1, at + 1 + size))}.`
  }

  #take(length: number): number {
    const start = this.offset
    if (length < 0 || start + length > this.end) throw new FormatError('message ends too early')
    this.offset = start + length
    return start
  }
}
