import { ExpressionError, type ExpressionToken, lexExpression } from './lex-expression.ts'
import { binaryOperators, number, text, truth } from './operators.ts'

/** What an expression says of a subject. @throws ExpressionError where values are of other kinds than it takes */
export type Expression<Subject> = (subject: Subject) => unknown

/** A function that expressions may call: how many arguments it takes, and what it gives for a subject. */
export interface ExpressionFunction<Subject> {
  readonly takes: number
  readonly call: (subject: Subject, given: readonly unknown[]) => unknown
}

export type ExpressionFunctions<Subject> = Readonly<Record<string, ExpressionFunction<Subject>>>

/**
 * Reads an expression of expr-lang (https://expr-lang.org), the language of CoreDNS's views: its literals, arrays,
 * operators, conditions and calls; of its own functions those of texts and numbers. What is missing are maps, closures
 * and pipes. @throws ExpressionError
 */
export function compileExpression<Subject>(
  source: string,
  functions: ExpressionFunctions<Subject>,
): Expression<Subject> {
  return new ExpressionParser(lexExpression(source), functions).whole()
}

const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['nil', null],
])

const ownFunctions: ExpressionFunctions<unknown> = {
  len: { takes: 1, call: (_, [value]) => (Array.isArray(value) ? value : text(value)).length },
  lower: { takes: 1, call: (_, [value]) => text(value).toLowerCase() },
  upper: { takes: 1, call: (_, [value]) => text(value).toUpperCase() },
  trim: { takes: 1, call: (_, [value]) => text(value).trim() },
  split: { takes: 2, call: (_, [value, by]) => text(value).split(text(by)) },
  hasPrefix: { takes: 2, call: (_, [value, prefix]) => text(value).startsWith(text(prefix)) },
  hasSuffix: { takes: 2, call: (_, [value, suffix]) => text(value).endsWith(text(suffix)) },
  indexOf: { takes: 2, call: (_, [value, part]) => text(value).indexOf(text(part)) },
  replace: { takes: 3, call: (_, [value, old, by]) => text(value).replaceAll(text(old), text(by)) },
  abs: { takes: 1, call: (_, [value]) => Math.abs(number(value)) },
  int: { takes: 1, call: (_, [value]) => integer(value) },
  string: { takes: 1, call: (_, [value]) => String(value) },
}

function integer(value: unknown): number {
  if (typeof value === 'string' && !/^-?\d+$/.test(value))
    throw new ExpressionError(`invalid operation: int(${value})`)
  return Math.trunc(Number(value))
}

const unaryPrecedence = { not: 50, sign: 90 }

class ExpressionParser<Subject> {
  readonly #tokens: readonly ExpressionToken[]
  readonly #functions: ExpressionFunctions<Subject>
  #at = 0

  constructor(tokens: readonly ExpressionToken[], functions: ExpressionFunctions<Subject>) {
    this.#tokens = tokens
    this.#functions = functions
  }

  whole(): Expression<Subject> {
    const expression = this.#expression(0)
    if (this.#next.kind !== 'end') throw this.#unexpected()
    return expression
  }

  get #next(): ExpressionToken {
    return this.#tokens[this.#at] as ExpressionToken
  }

  #expression(least: number): Expression<Subject> {
    let left = this.#operand()
    for (;;) {
      const name = this.#operatorName()
      const operator = binaryOperators.get(name)
      if (!operator || operator.precedence < least) break
      this.#at += name === 'not in' ? 2 : 1
      const [first, { apply }] = [left, operator]
      const second = this.#expression(operator.isRightToLeft ? operator.precedence : operator.precedence + 1)
      left = (subject) => apply(first(subject), () => second(subject))
    }
    return least === 0 ? this.#condition(left) : left
  }

  #operatorName(): string {
    const { kind, text } = this.#next
    if (kind !== 'symbol' && kind !== 'word') return ''
    return text === 'not' && this.#tokens[this.#at + 1]?.text === 'in' ? 'not in' : text
  }

  #condition(asked: Expression<Subject>): Expression<Subject> {
    if (!this.#takes('?')) return asked
    const yes = this.#expression(0)
    this.#expect(':')
    const no = this.#expression(0)
    return (subject) => (truth(asked(subject)) ? yes(subject) : no(subject))
  }

  #operand(): Expression<Subject> {
    if (this.#takes('!') || this.#takesWord('not')) {
      const operand = this.#expression(unaryPrecedence.not)
      return (subject) => !truth(operand(subject))
    }
    if (this.#takes('-')) {
      const operand = this.#expression(unaryPrecedence.sign)
      return (subject) => -number(operand(subject))
    }
    if (this.#takes('+')) return this.#expression(unaryPrecedence.sign)
    return this.#indexed(this.#primary())
  }

  /** With any `[index]` behind it; negative ones count from the end. */
  #indexed(of: Expression<Subject>): Expression<Subject> {
    if (!this.#takes('[')) return of
    const index = this.#expression(0)
    this.#expect(']')
    return this.#indexed((subject) => elementOf(of(subject), number(index(subject))))
  }

  #primary(): Expression<Subject> {
    const token = this.#next
    this.#at++
    if (token.kind === 'number') return () => Number(token.text)
    if (token.kind === 'string') return () => token.text
    if (token.kind === 'word') return this.#named(token)
    if (token.text === '(') {
      const inside = this.#expression(0)
      this.#expect(')')
      return inside
    }
    if (token.text === '[') {
      const elements = this.#list(']')
      return (subject) => elements.map((element) => element(subject))
    }
    this.#at--
    throw this.#unexpected()
  }

  #named(token: ExpressionToken): Expression<Subject> {
    const { text: name, column } = token
    if (constants.has(name)) return () => constants.get(name)
    const known = [this.#functions, ownFunctions].find((functions) => Object.hasOwn(functions, name))?.[name]
    if (!known) throw new ExpressionError(`unknown name ${name} (1:${column})`)
    this.#expect('(')
    const given = this.#list(')')
    if (given.length !== known.takes) {
      const problem = given.length > known.takes ? 'too many' : 'not enough'
      throw new ExpressionError(`${problem} arguments to call ${name} (1:${column})`)
    }
    return (subject) =>
      known.call(
        subject,
        given.map((argument) => argument(subject)),
      )
  }

  #list(end: string): Expression<Subject>[] {
    const elements: Expression<Subject>[] = []
    while (!this.#takes(end)) {
      if (elements.length > 0) this.#expect(',')
      elements.push(this.#expression(0))
    }
    return elements
  }

  #takes(symbol: string): boolean {
    return this.#take('symbol', symbol)
  }

  #takesWord(word: string): boolean {
    return this.#take('word', word)
  }

  #take(kind: ExpressionToken['kind'], text: string): boolean {
    const isNext = this.#next.kind === kind && this.#next.text === text
    if (isNext) this.#at++
    return isNext
  }

  #expect(symbol: string): void {
    if (!this.#takes(symbol)) throw this.#unexpected()
  }

  #unexpected(): ExpressionError {
    const { text, column } = this.#next
    return new ExpressionError(`unexpected token ${text} (1:${column})`)
  }
}

function elementOf(value: unknown, index: number): unknown {
  const all = Array.isArray(value) ? value : text(value)
  const at = index < 0 ? all.length + index : index
  if (at < 0 || at >= all.length)
    throw new ExpressionError(`index out of range: ${index} (array length is ${all.length})`)
  return all[at]
}
