import { check } from '../check/check.ts'
import type { FunctionDeclaration, Library, Overload } from '../check/declarations.ts'
import type { Declarations } from '../check/scope.ts'
import type { Expression } from '../parse/expression.ts'
import { type Issue, issueText, ParseError } from '../parse/issue.ts'
import { parse } from '../parse/parser.ts'
import type { CelType } from '../types/cel-type.ts'
import { Program } from './program.ts'

export interface EnvironmentOptions {
  /** The variables' types by name. */
  readonly variables?: Readonly<Record<string, CelType>>
  readonly libraries: readonly Library[]
}

/** A program, or what is wrong with the expression, as cel-go tells it. */
export type Compilation =
  | { readonly program: Program; readonly error?: undefined }
  | { readonly program?: undefined; readonly error: string }

/** What expressions may name: compiles them. */
export class Environment {
  readonly #options: EnvironmentOptions
  readonly #declarations: Declarations

  constructor(options: EnvironmentOptions) {
    const { variables = {}, libraries } = options
    const types = new Map(libraries.flatMap((library) => [...(library.types ?? [])]))
    this.#options = options
    this.#declarations = {
      variables: new Map(Object.entries(variables)),
      functions: overloadsByName(libraries.flatMap(({ functions }) => functions)),
      findType: (name) => types.get(name) ?? firstOf(libraries, ({ findType }) => findType?.(name)),
    }
  }

  /** The same environment with further variables. */
  with(variables: Readonly<Record<string, CelType>>): Environment {
    const more = new Map([...this.#declarations.variables, ...Object.entries(variables)])
    return new Environment({ ...this.#options, variables: Object.fromEntries(more) })
  }

  /** Reads and checks an expression. Nothing is evaluated. */
  compile(text: string): Compilation {
    const { expression, issues } = this.#parsed(text)
    if (!expression) return { error: issuesText(text, issues) }
    const { checked, issues: found } = check(expression, this.#declarations)
    if (found.length > 0) return { error: issuesText(text, found) }
    return { program: new Program(text, checked) }
  }

  #parsed(text: string): { expression?: Expression; issues: readonly Issue[] } {
    try {
      return { expression: parse(text), issues: [] }
    } catch (error) {
      if (!(error instanceof ParseError)) throw error
      return { issues: [{ offset: error.offset, message: error.message }] }
    }
  }
}

function firstOf<T, R>(items: readonly T[], pick: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const picked = pick(item)
    if (picked !== undefined) return picked
  }
  return undefined
}

function overloadsByName(functions: readonly FunctionDeclaration[]): Map<string, readonly Overload[]> {
  const byName = new Map<string, readonly Overload[]>()
  for (const { name, overloads } of functions) {
    byName.set(name, [...(byName.get(name) ?? []), ...overloads])
  }
  return byName
}

function issuesText(text: string, issues: readonly Issue[]): string {
  const sorted = [...issues].sort((left, right) => left.offset - right.offset)
  return sorted.map((issue) => issueText(text, issue)).join('\n')
}
