import { RE2JS } from 're2js'

export interface PatternMatch {
  /** The whole match first, then what each group took, empty where it took nothing. */
  readonly groups: readonly string[]
  readonly named: Readonly<Record<string, string>>
}

/** A regular expression in RE2's syntax, as in every Corefile; matching takes time linear in the text. */
export class Pattern {
  readonly source: string
  readonly #compiled: RE2JS

  /** @throws Error that says what is wrong with it */
  constructor(source: string) {
    this.source = source
    this.#compiled = RE2JS.compile(source)
  }

  get groupCount(): number {
    return this.#compiled.groupCount()
  }

  /** Whether it fits somewhere in the text. */
  test(text: string): boolean {
    return this.#compiled.matcher(text).find()
  }

  /** Where it first fits. */
  match(text: string): PatternMatch | undefined {
    const matcher = this.#compiled.matcher(text)
    if (!matcher.find()) return undefined
    const groups = Array.from({ length: this.groupCount + 1 }, (_, index) => matcher.group(index) ?? '')
    const named = Object.entries(this.#compiled.namedGroups()).map(([name, index]) => [
      name,
      groups[Number(index)] ?? '',
    ])
    return { groups, named: Object.fromEntries(named) }
  }
}
