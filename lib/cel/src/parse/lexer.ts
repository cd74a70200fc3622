import type { LiteralValue } from './expression.ts'
import { ParseError } from './issue.ts'
import { readQuoted } from './quoted.ts'
import type { Token } from './token.ts'

const operators = /(?:==|!=|<=|>=|&&|\|\||\[\?|\{\?|\.\?|[<>!?:+\-*/%,.(){}[\]])/y
const spaces = /(?:[ \t\r\n\f]|\/\/[^\n]*)+/y
const identifiers = /[A-Za-z_][A-Za-z0-9_]*/y
const numbers =
  /0x[0-9a-fA-F]+[uU]?|(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|\d+[uU]?/y
const quotes = /(?:[bB][rR]?|[rR][bB]?)?(?:"""|'''|"|')/y

const words = new Map<string, LiteralValue>([
  ['true', { kind: 'bool', value: true }],
  ['false', { kind: 'bool', value: false }],
  ['null', { kind: 'null', value: null }],
])

/** Takes an expression's text apart; the last token is the end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let offset = 0
  for (;;) {
    offset += matchAt(spaces, text, offset)?.length ?? 0
    if (offset >= text.length) break
    const token = tokenAt(text, offset)
    tokens.push(token)
    offset += token.text.length
  }
  tokens.push({ kind: 'end', text: '<EOF>', offset: text.length })
  return tokens
}

function tokenAt(text: string, offset: number): Token {
  const number = matchAt(numbers, text, offset)
  if (number !== undefined)
    return { kind: 'literal', text: number, offset, literal: numberOf(number, offset) }
  const quote = matchAt(quotes, text, offset)
  if (quote !== undefined) return { kind: 'literal', offset, ...readQuoted(text, offset, quote) }
  const word = matchAt(identifiers, text, offset)
  if (word !== undefined) {
    const literal = words.get(word)
    if (literal) return { kind: 'literal', text: word, offset, literal }
    return { kind: word === 'in' ? 'operator' : 'identifier', text: word, offset }
  }
  const operator = matchAt(operators, text, offset)
  if (operator !== undefined) return { kind: 'operator', text: operator, offset }
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0)
  throw new ParseError(offset, `Syntax error: token recognition error at: '${character}'`)
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0]
}

/** The sign is an operator's; the parser joins `-` and the largest magnitude. */
function numberOf(text: string, offset: number): LiteralValue {
  if (/[.]|^\d+[eE]/.test(text)) {
    const value = Number(text)
    if (!Number.isFinite(value)) throw new ParseError(offset, 'invalid double literal')
    return { kind: 'double', value }
  }
  if (/[uU]$/.test(text)) {
    const value = BigInt(text.slice(0, -1))
    if (value > 0xffff_ffff_ffff_ffffn) throw new ParseError(offset, 'invalid uint literal')
    return { kind: 'uint', value }
  }
  return { kind: 'int', value: BigInt(text) }
}
