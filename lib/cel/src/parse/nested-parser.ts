import type { Expression, ListElement, MapEntry, StructField } from './expression.ts'
import type { TokenStream } from './token-stream.ts'

/** Reads what stands in brackets: arguments, lists, maps and objects. */
export class NestedParser {
  readonly #tokens: TokenStream
  readonly #expression: () => Expression

  constructor(tokens: TokenStream, expression: () => Expression) {
    this.#tokens = tokens
    this.#expression = expression
  }

  /** Expressions up to the closing bracket. */
  expressions(closing: string): Expression[] {
    const expressions: Expression[] = []
    if (this.#tokens.take(closing)) return expressions
    do expressions.push(this.#expression())
    while (this.#tokens.take(','))
    this.#tokens.expect(closing)
    return expressions
  }

  list(offset: number, isFirstOptional: boolean): Expression {
    const elements: ListElement[] = []
    let isOptional = isFirstOptional
    while (isOptional || !this.#tokens.is(']')) {
      isOptional ||= this.#tokens.take('?') !== undefined
      elements.push({ value: this.#expression(), isOptional })
      isOptional = false
      if (!this.#tokens.take(',')) break
    }
    this.#tokens.expect(']')
    return { kind: 'list', offset, elements }
  }

  map(offset: number, isFirstOptional: boolean): Expression {
    const entries: MapEntry[] = []
    let isOptional = isFirstOptional
    while (isOptional || !this.#tokens.is('}')) {
      isOptional ||= this.#tokens.take('?') !== undefined
      const key = this.#expression()
      const colon = this.#tokens.expect(':')
      entries.push({ offset: colon.offset, key, value: this.#expression(), isOptional })
      isOptional = false
      if (!this.#tokens.take(',')) break
    }
    this.#tokens.expect('}')
    return { kind: 'map', offset, entries }
  }

  /** `Name{…}` or `a.b.Name{…}` after its first name; undefined if no object is made here. */
  struct(name: string): Expression | undefined {
    const length = this.#tokens.lengthOfQualifiedName()
    const brace = this.#tokens.peek(length)
    if (brace.kind !== 'operator' || (brace.text !== '{' && brace.text !== '{?')) return undefined
    let typeName = name
    for (let part = 0; part < length; part++) typeName += this.#tokens.next().text
    const open = this.#tokens.next()
    return { kind: 'struct', offset: open.offset, typeName, fields: this.#fields(open.text === '{?') }
  }

  #fields(isFirstOptional: boolean): StructField[] {
    const fields: StructField[] = []
    let isOptional = isFirstOptional
    while (isOptional || !this.#tokens.is('}')) {
      isOptional ||= this.#tokens.take('?') !== undefined
      const name = this.#tokens.identifier()
      const colon = this.#tokens.expect(':')
      fields.push({ offset: colon.offset, name: name.text, value: this.#expression(), isOptional })
      isOptional = false
      if (!this.#tokens.take(',')) break
    }
    this.#tokens.expect('}')
    return fields
  }
}
