import type { LiteralValue } from './expression.ts'
import { ParseError } from './issue.ts'

const escapes = new Map<string, number>([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
  ["'", 39],
  ['"', 34],
  ['`', 96],
  ['?', 63],
])
const numericEscape = /[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})/y

/** Reads a string or bytes literal that opens with `opening`, its prefix and quotes. */
export function readQuoted(
  text: string,
  offset: number,
  opening: string,
): { text: string; literal: LiteralValue } {
  const prefix = opening.replace(/["']+$/, '').toLowerCase()
  const quote = opening.slice(prefix.length)
  const isRaw = prefix.includes('r')
  const start = offset + opening.length
  const end = closingAt(text, { start, quote, isRaw })
  if (end === undefined) {
    throw new ParseError(offset, `Syntax error: token recognition error at: '${text.slice(offset)}'`)
  }
  const body = text.slice(start, end).replaceAll('\r\n', '\n')
  const isBytes = prefix.includes('b')
  const units = isRaw ? [body] : unescaped(body, { offset, isBytes })
  return {
    text: text.slice(offset, end + quote.length),
    literal: isBytes ? { kind: 'bytes', value: bytesOf(units) } : { kind: 'string', value: stringOf(units) },
  }
}

interface Quoted {
  readonly start: number
  readonly quote: string
  readonly isRaw: boolean
}

function closingAt(text: string, { start, quote, isRaw }: Quoted): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text.startsWith(quote, at)) return at
    if (quote.length === 1 && (text[at] === '\n' || text[at] === '\r')) return undefined
    if (text[at] === '\\' && !isRaw) at++
  }
  return undefined
}

/** Pieces of text, and code points (of bytes: octets) that were written as escapes. */
type Unit = string | number

function unescaped(body: string, { offset, isBytes }: { offset: number; isBytes: boolean }): Unit[] {
  const units: Unit[] = []
  let at = 0
  while (at < body.length) {
    const next = body.indexOf('\\', at)
    if (next < 0) {
      units.push(body.slice(at))
      break
    }
    if (next > at) units.push(body.slice(at, next))
    const escaped = escapeAt(body, next + 1, isBytes)
    if (!escaped)
      throw new ParseError(offset, 'Syntax error: token recognition error at: invalid escaped sequence')
    units.push(escaped.value)
    at = next + 1 + escaped.length
  }
  return units
}

function escapeAt(body: string, at: number, isBytes: boolean): { value: number; length: number } | undefined {
  const simple = escapes.get(body[at] ?? '')
  if (simple !== undefined) return { value: simple, length: 1 }
  numericEscape.lastIndex = at
  const match = numericEscape.exec(body)
  if (!match) return undefined
  const [whole, hex2, hex4, hex8, octal] = match
  if (isBytes && (hex4 ?? hex8) !== undefined) return undefined
  const value =
    octal === undefined ? Number.parseInt(hex2 ?? hex4 ?? hex8 ?? '', 16) : Number.parseInt(octal, 8)
  const isSurrogate = value >= 0xd800 && value <= 0xdfff
  return value > 0x10ffff || isSurrogate ? undefined : { value, length: whole.length }
}

function stringOf(units: readonly Unit[]): string {
  return units.map((unit) => (typeof unit === 'string' ? unit : String.fromCodePoint(unit))).join('')
}

function bytesOf(units: readonly Unit[]): Uint8Array {
  return Buffer.concat(units.map((unit) => (typeof unit === 'string' ? Buffer.from(unit) : Buffer.of(unit))))
}
