import { fieldErrorText } from '../field/field-error.ts'
import { labelKeyErrors, type Requirement, requirementOf, type SelectorOperator } from './requirement.ts'
import { type Selector, selectorOfRequirements } from './selector.ts'

/**
 * Reads `a=b,c in (d,e),!f,g>1`. An empty text selects everything. Throws an Error with upstream's text
 * on anything that is not a selector.
 */
export function parseSelector(text: string): Selector {
  return selectorOfRequirements(new Parser(tokensOf(text)).requirements())
}

const symbolPattern = /==|!=|[=!(),<>]/y
const wordPattern = /[^\s=!(),<>]+/y

/** Words and symbols; the end reads as an empty text. */
function tokensOf(text: string): string[] {
  const tokens: string[] = []
  let position = 0
  while (position < text.length) {
    const pattern = /[=!(),<>]/.test(text[position] ?? '') ? symbolPattern : wordPattern
    pattern.lastIndex = position
    const token = pattern.exec(text)?.[0]
    if (token) tokens.push(token)
    position += token?.length ?? 1
  }
  return tokens
}

const isWord = (token: string): boolean => token !== '' && !/^[=!(),<>]/.test(token)

const binaryOperators: ReadonlyMap<string, SelectorOperator> = new Map<string, SelectorOperator>([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
])

class Parser {
  readonly #tokens: readonly string[]
  #position = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  requirements(): Requirement[] {
    const found: Requirement[] = []
    while (this.#peek() !== '') {
      const first = this.#peek()
      if (!isWord(first) && first !== '!') {
        throw new Error(`found '${first}', expected: !, identifier, or 'end of string'`)
      }
      found.push(this.#checkedRequirement())
      this.#separator()
    }
    return found
  }

  #peek(): string {
    return this.#tokens[this.#position] ?? ''
  }

  #take(): string {
    return this.#tokens[this.#position++] ?? ''
  }

  #separator(): void {
    const token = this.#take()
    if (token === '') return
    if (token !== ',') throw new Error(`found '${token}', expected: ',' or 'end of string'`)
    const next = this.#peek()
    if (!isWord(next) && next !== '!') throw new Error(`found '${next}', expected: identifier after ','`)
  }

  #checkedRequirement(): Requirement {
    try {
      return this.#requirement()
    } catch (error) {
      throw new Error(`unable to parse requirement: ${(error as Error).message}`, { cause: error })
    }
  }

  #requirement(): Requirement {
    const isAbsent = this.#peek() === '!'
    if (isAbsent) this.#take()
    const key = this.#take()
    if (!isWord(key)) throw new Error(`found '${key}', expected: identifier`)
    const [keyError] = labelKeyErrors(key, '<nil>')
    if (keyError) throw new Error(fieldErrorText(keyError))
    const next = this.#peek()
    if (isAbsent) return requirementOf(key, '!', [])
    if (next === '' || next === ',') return requirementOf(key, 'exists', [])
    const token = this.#take()
    const operator = binaryOperators.get(token)
    if (!operator) throw new Error(`found '${token}', expected: in, notin, =, ==, !=, gt, lt`)
    const isSet = operator === 'in' || operator === 'notin'
    return requirementOf(key, operator, isSet ? this.#values() : [this.#exactValue()])
  }

  #exactValue(): string {
    const next = this.#peek()
    if (next === '' || next === ',') return ''
    const value = this.#take()
    if (!isWord(value)) throw new Error(`found '${value}', expected: identifier`)
    return value
  }

  #values(): string[] {
    const open = this.#take()
    if (open !== '(') throw new Error(`found '${open}' expected: '('`)
    const first = this.#peek()
    if (first === ')') {
      this.#take()
      return []
    }
    if (!isWord(first) && first !== ',') throw new Error(`found '${first}', expected: ',', ')' or identifier`)
    const values = new Set<string>([this.#listedValue()])
    while (this.#peek() === ',') {
      this.#take()
      values.add(this.#listedValue())
    }
    const close = this.#take()
    if (close !== ')') throw new Error(`found '${close}', expected: ',' or ')'`)
    return [...values]
  }

  /** A word, or the empty value before a comma or the closing parenthesis. */
  #listedValue(): string {
    const next = this.#peek()
    if (next === ',' || next === ')') return ''
    if (!isWord(next)) throw new Error(`found '${next}', expected: ',', or identifier`)
    return this.#take()
  }
}
