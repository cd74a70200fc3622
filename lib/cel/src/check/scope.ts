import type { CelType } from '../types/cel-type.ts'
import type { Overload } from './declarations.ts'

/** What expressions can name: variables, functions by name, and types. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, CelType>
  readonly functions: ReadonlyMap<string, readonly Overload[]>
  findType(name: string): CelType | undefined
}

/** The variables of the comprehensions around a place, innermost first. */
export class Scope {
  readonly #names: ReadonlyMap<string, CelType>
  readonly #outer: Scope | undefined

  constructor(names: ReadonlyMap<string, CelType>, outer?: Scope) {
    this.#names = names
    this.#outer = outer
  }

  find(name: string): CelType | undefined {
    return this.#names.get(name) ?? this.#outer?.find(name)
  }
}
