import { PresentationError } from './dns-error.ts'
import { bytesOf } from './name.ts'

/** One word of a zone file; a quoted one may hold spaces, and is never a keyword. */
export interface Token {
  readonly text: string
  readonly isQuoted: boolean
}

/** The words of one record, read in order. */
export class Tokens {
  readonly origin: string
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(tokens: readonly Token[], origin = '.') {
    this.#tokens = tokens
    this.origin = origin
  }

  get isDone(): boolean {
    return this.#next >= this.#tokens.length
  }

  /** The next word without taking it. */
  peek(): string | undefined {
    return this.#tokens[this.#next]?.text
  }

  next(): string {
    const token = this.#tokens[this.#next++]
    if (!token) throw new PresentationError('the record ends too early')
    return token.text
  }

  /** The next word as bytes, at most `limit` of them. */
  text(limit: number): string {
    const bytes = bytesOf(this.next())
    if (bytes.length > limit) throw new PresentationError(`a string is longer than ${limit} bytes`)
    return Buffer.from(bytes, isLatin1(bytes) ? 'latin1' : 'utf8').toString('latin1')
  }

  number(limit: number): number {
    const text = this.next()
    if (!/^\d{1,15}$/.test(text) || Number(text) > limit) {
      throw new PresentationError(`"${text}" is no number from 0 to ${limit}`)
    }
    return Number(text)
  }

  /** All remaining words, joined. */
  rest(): string {
    const text = this.#tokens
      .slice(this.#next)
      .map((token) => token.text)
      .join('')
    this.#next = this.#tokens.length
    return text
  }
}

function isLatin1(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false
  return true
}
