import { call, identifier, literal } from './build.ts'
import type { Expression, LiteralValue } from './expression.ts'
import { ParseError } from './issue.ts'
import { expandMacro } from './macros.ts'
import { NestedParser } from './nested-parser.ts'
import { ParseDepth } from './parse-depth.ts'
import { TokenStream } from './token-stream.ts'

const longestExpression = 100_000

/** Reads an expression, macros expanded; throws a ParseError that tells where it is wrong. */
export function parse(text: string): Expression {
  if (text.length > longestExpression) {
    throw new ParseError(
      0,
      `expression code point size exceeds limit: size: ${[...text].length}, limit ${longestExpression}`,
    )
  }
  const parser = new Parser(new TokenStream(text))
  return parser.whole()
}

/** Binary operators from the loosest to the tightest. */
const binaryLevels: readonly (readonly string[])[] = [
  ['<', '<=', '>', '>=', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
]
const int64Limit = 1n << 63n

/** A recursive descent over CEL's grammar; what stands in brackets is read by the nested parser. */
class Parser {
  readonly #tokens: TokenStream
  readonly #depth: ParseDepth = new ParseDepth()
  readonly #nested: NestedParser

  constructor(tokens: TokenStream) {
    this.#tokens = tokens
    this.#nested = new NestedParser(tokens, () => this.expression())
  }

  whole(): Expression {
    const expression = this.expression()
    this.#tokens.expectEnd()
    return expression
  }

  expression(): Expression {
    return this.#depth.within(this.#tokens.current.offset, () => this.#conditional())
  }

  #conditional(): Expression {
    const condition = this.#logical('||')
    const question = this.#tokens.take('?')
    if (!question) return condition
    const chosen = this.#logical('||')
    this.#tokens.expect(':')
    const otherwise = this.expression()
    return call('_?_:_', question.offset, [condition, chosen, otherwise])
  }

  /** Terms of one operator become a balanced tree, so that long chains do not nest deeply. */
  #logical(operator: '||' | '&&'): Expression {
    const operand = (): Expression => (operator === '||' ? this.#logical('&&') : this.#binary(0))
    const first = operand()
    const terms = [first]
    const offsets: number[] = []
    for (let token = this.#tokens.take(operator); token; token = this.#tokens.take(operator)) {
      offsets.push(token.offset)
      terms.push(operand())
    }
    return balanced(operator === '||' ? '_||_' : '_&&_', terms, offsets)
  }

  #binary(level: number): Expression {
    const operators = binaryLevels[level]
    if (!operators) return this.#unary()
    let left = this.#binary(level + 1)
    const enter = this.#depth.mark()
    for (let token = this.#tokens.takeAny(operators); token; token = this.#tokens.takeAny(operators)) {
      this.#depth.deepen(token.offset)
      const name = token.text === 'in' ? '@in' : `_${token.text}_`
      left = call(name, token.offset, [left, this.#binary(level + 1)])
    }
    this.#depth.reset(enter)
    return left
  }

  /** As in cel-go, two signs or two negations cancel out. */
  #unary(): Expression {
    const sign = this.#tokens.is('-') ? '-' : '!'
    const { offset } = this.#tokens.current
    let count = 0
    while (this.#tokens.take(sign)) count++
    if (count === 0) return this.#member()
    const { current } = this.#tokens
    const isNumber = current.literal?.kind === 'int' || current.literal?.kind === 'double'
    if (sign === '-' && count === 1 && isNumber) return this.#members(this.#negative(offset))
    const operand = this.#member()
    return count % 2 === 0 ? operand : call(sign === '-' ? '-_' : '!_', offset, [operand])
  }

  #negative(offset: number): Expression {
    const { literal: value } = this.#tokens.next()
    if (value?.kind === 'int')
      return literal({ kind: 'int', value: checkedInt(-value.value, offset) }, offset)
    return literal({ kind: 'double', value: -Number(value?.value) }, offset)
  }

  #member(): Expression {
    return this.#members(this.#primary())
  }

  #members(primary: Expression): Expression {
    let expression = primary
    const enter = this.#depth.mark()
    for (;;) {
      const next = this.#nextMember(expression)
      if (!next) break
      this.#depth.deepen(next.offset)
      expression = next
    }
    this.#depth.reset(enter)
    return expression
  }

  #nextMember(operand: Expression): Expression | undefined {
    const tokens = this.#tokens
    const optional = tokens.take('.?')
    if (optional) {
      const name = tokens.identifier()
      const field = literal({ kind: 'string', value: name.text }, name.offset)
      return call('_?._', optional.offset, [operand, field])
    }
    const dot = tokens.take('.')
    if (dot) return this.#selected(operand, dot.offset)
    const bracket = tokens.takeAny(['[', '[?'])
    if (!bracket) return undefined
    const index = this.expression()
    tokens.expect(']')
    return call(bracket.text === '[?' ? '_[?_]' : '_[_]', bracket.offset, [operand, index])
  }

  #selected(operand: Expression, dot: number): Expression {
    const name = this.#tokens.identifier()
    const open = this.#tokens.take('(')
    if (!open) return { kind: 'select', offset: dot, operand, field: name.text, isTest: false }
    return expandMacro(call(name.text, open.offset, this.#nested.expressions(')'), operand))
  }

  #primary(): Expression {
    const tokens = this.#tokens
    const { current } = tokens
    if (current.kind === 'literal') return literalAt(tokens.next().literal, current.offset)
    if (tokens.take('(')) {
      const inner = this.expression()
      tokens.expect(')')
      return inner
    }
    if (tokens.take('[')) return this.#nested.list(current.offset, false)
    if (tokens.take('[?')) return this.#nested.list(current.offset, true)
    if (tokens.take('{')) return this.#nested.map(current.offset, false)
    if (tokens.take('{?')) return this.#nested.map(current.offset, true)
    return this.#named()
  }

  #named(): Expression {
    const tokens = this.#tokens
    const dot = tokens.take('.')
    if (!dot && tokens.current.kind !== 'identifier') tokens.fail()
    const name = tokens.identifier()
    const text = dot ? `.${name.text}` : name.text
    const struct = this.#nested.struct(text)
    if (struct) return struct
    if (reserved.has(name.text)) throw new ParseError(name.offset, `reserved identifier: ${name.text}`)
    const open = tokens.take('(')
    if (!open) return identifier(text, name.offset)
    return expandMacro(call(text, open.offset, this.#nested.expressions(')')))
  }
}

const reserved = new Set(
  'as break const continue else for function if import in let loop package namespace return var void while'.split(
    ' ',
  ),
)

function literalAt(value: LiteralValue | undefined, offset: number): Expression {
  if (value?.kind === 'int') checkedInt(value.value, offset)
  return literal(value ?? { kind: 'null', value: null }, offset)
}

function checkedInt(value: bigint, offset: number): bigint {
  if (value < -int64Limit || value >= int64Limit) throw new ParseError(offset, 'invalid int literal')
  return value
}

function balanced(name: string, terms: readonly Expression[], offsets: readonly number[]): Expression {
  const [only] = terms
  if (only && terms.length === 1) return only
  const middle = Math.ceil(terms.length / 2)
  const left = balanced(name, terms.slice(0, middle), offsets.slice(0, middle - 1))
  const right = balanced(name, terms.slice(middle), offsets.slice(middle))
  return call(name, offsets[middle - 1] ?? 0, [left, right])
}
