import { FormatError } from './dns-error.ts'
import { bytesOf, labelsOf, parentOf } from './name.ts'

/** Writes a message's bytes in order, growing as needed; names already written are pointed at. */
export class WireWriter {
  #bytes: Buffer
  #offset = 0
  readonly #names = new Map<string, number>()

  constructor(capacity = 512) {
    this.#bytes = Buffer.allocUnsafe(capacity)
  }

  get length(): number {
    return this.#offset
  }

  /** What was written; valid until more is written. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#offset)
  }

  u8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#offset++] = value
  }

  u16(value: number): void {
    this.#reserve(2)
    this.#offset = this.#bytes.writeUInt16BE(value & 0xffff, this.#offset)
  }

  u32(value: number): void {
    this.#reserve(4)
    this.#offset = this.#bytes.writeUInt32BE(value >>> 0, this.#offset)
  }

  u48(value: number): void {
    this.#reserve(6)
    this.#offset = this.#bytes.writeUIntBE(value, this.#offset, 6)
  }

  put(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#offset)
    this.#offset += bytes.length
  }

  /** Text of one byte a character. */
  latin1(text: string): void {
    this.#reserve(text.length)
    this.#offset += this.#bytes.write(text, this.#offset, text.length, 'latin1')
  }

  /** Overwrites two bytes written before. */
  patchU16(offset: number, value: number): void {
    this.#bytes.writeUInt16BE(value, offset)
  }

  /** Drops everything written after `length`. */
  truncate(length: number): void {
    this.#offset = length
    for (const [name, offset] of this.#names) if (offset >= length) this.#names.delete(name)
  }

  /** A name, its tail replaced by a pointer where `compress` allows and an earlier name ends the same. */
  name(name: string, compress: boolean): void {
    let rest = name
    while (rest !== '.' && rest !== '') {
      const known = this.#names.get(rest)
      if (known !== undefined && compress) {
        this.u16(0xc000 | known)
        return
      }
      if (known === undefined && this.#offset < 0x4000) this.#names.set(rest, this.#offset)
      this.#label(rest)
      rest = parentOf(rest)
    }
    this.u8(0)
  }

  #label(name: string): void {
    const dot = name.indexOf('.')
    const isEscaped = name.includes('\\')
    const label = isEscaped ? bytesOf(labelsOf(name)[0] ?? '') : name.slice(0, dot < 0 ? name.length : dot)
    if (label.length > 63 || label.length === 0)
      throw new FormatError(`"${name}" has a label of a wrong length`)
    this.u8(label.length)
    this.latin1(label)
  }

  #reserve(length: number): void {
    const needed = this.#offset + length
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(grown, 0, 0, this.#offset)
    this.#bytes = grown
  }
}
