import { ParseError } from './issue.ts'
import { tokensOf } from './lexer.ts'
import type { Token } from './token.ts'

const endToken: Token = { kind: 'end', text: '<EOF>', offset: 0 }
const startsExpression =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

/** The tokens of an expression, read from left to right. */
export class TokenStream {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    this.#tokens = tokensOf(text)
  }

  get current(): Token {
    return this.#tokens[this.#at] ?? endToken
  }

  /** The token that many places after the current one. */
  peek(places: number): Token {
    return this.#tokens[this.#at + places] ?? endToken
  }

  /** How many tokens of `.name.name` come next. */
  lengthOfQualifiedName(): number {
    let length = 0
    while (this.peek(length).text === '.' && this.peek(length + 1).kind === 'identifier') length += 2
    return length
  }

  is(operator: string): boolean {
    return this.current.kind === 'operator' && this.current.text === operator
  }

  next(): Token {
    const token = this.current
    this.#at++
    return token
  }

  /** Takes the operator if it comes next. */
  take(operator: string): Token | undefined {
    return this.is(operator) ? this.next() : undefined
  }

  /** Takes the first of the operators that comes next. */
  takeAny(operators: readonly string[]): Token | undefined {
    return this.current.kind === 'operator' && operators.includes(this.current.text) ? this.next() : undefined
  }

  expect(operator: string): Token {
    return this.take(operator) ?? this.fail(operator === '<EOF>' ? '<EOF>' : `'${operator}'`)
  }

  identifier(): Token {
    return this.current.kind === 'identifier' ? this.next() : this.fail('IDENTIFIER')
  }

  expectEnd(): void {
    if (this.current.kind === 'end') return
    throw new ParseError(
      this.current.offset,
      `Syntax error: mismatched input '${this.current.text}' expecting <EOF>`,
    )
  }

  /** Refuses the current token. */
  fail(expected: string = startsExpression): never {
    const { offset, text } = this.current
    throw new ParseError(offset, `Syntax error: mismatched input '${text}' expecting ${expected}`)
  }
}
