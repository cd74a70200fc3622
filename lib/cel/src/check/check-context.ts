import type { Expression } from '../parse/expression.ts'
import type { Issue } from '../parse/issue.ts'
import { Substitutions } from '../types/assignable.ts'
import { type CelType, optionalType, typeParameter, typeType } from '../types/cel-type.ts'
import { typeText } from '../types/type-text.ts'
import type { CheckedExpression, NameReference } from './checked-expression.ts'
import type { Overload } from './declarations.ts'
import { optionalContent } from './optional-content.ts'
import { type Declarations, Scope } from './scope.ts'

/** What checking a node needs from the nodes around it, and where it writes down what it finds. */
export class CheckContext {
  readonly declarations: Declarations
  readonly substitutions: Substitutions = new Substitutions()
  readonly issues: Issue[] = []
  /** Checks a part. */
  readonly check: (expression: Expression) => CelType
  readonly #types: Map<Expression, CelType> = new Map()
  readonly #names: Map<Expression, NameReference> = new Map()
  readonly #overloads: Map<Expression, readonly Overload[]> = new Map()
  readonly #qualifiedCalls: Set<Expression> = new Set()
  #scope: Scope = new Scope(new Map())
  #parameters = 0

  constructor(declarations: Declarations, check: (expression: Expression) => CelType) {
    this.declarations = declarations
    this.check = check
  }

  finish(expression: Expression): CheckedExpression {
    const types = new Map<Expression, CelType>()
    for (const [node, type] of this.#types) types.set(node, this.substitutions.apply(type, 'dyn'))
    return {
      expression,
      types,
      names: this.#names,
      overloads: this.#overloads,
      qualifiedCalls: this.#qualifiedCalls,
    }
  }

  setType(expression: Expression, type: CelType): void {
    this.#types.set(expression, type)
  }

  setOverloads(expression: Expression, overloads: readonly Overload[]): void {
    this.#overloads.set(expression, overloads)
  }

  setQualified(expression: Expression): void {
    this.#qualifiedCalls.add(expression)
  }

  newParameter(): CelType {
    return typeParameter(`_var${this.#parameters++}`)
  }

  /** The type of what the name stands for here, written down for the node; undefined if nothing has the name. */
  resolve(expression: Expression, name: string): CelType | undefined {
    const isGlobal = name.startsWith('.')
    const plain = isGlobal ? name.slice(1) : name
    const local = isGlobal ? undefined : this.#scope.find(plain)
    const variable = local ?? this.declarations.variables.get(plain)
    if (variable) {
      this.#names.set(expression, { name: local ? plain : `.${plain}`, type: undefined })
      return variable
    }
    const type = this.declarations.findType(plain)
    if (!type) return undefined
    this.#names.set(expression, { name: plain, type })
    return typeType(type)
  }

  /** Checks within further variables. */
  within<T>(names: ReadonlyMap<string, CelType>, read: () => T): T {
    const outer = this.#scope
    this.#scope = new Scope(names, outer)
    const result = read()
    this.#scope = outer
    return result
  }

  /** Checks a part that must be optional; answers what it is of. */
  checkOptional(expression: Expression): CelType {
    const type = this.check(expression)
    const inner = optionalContent(this.substitutions.apply(type))
    if (!inner && type.kind !== 'dyn') this.mismatch(expression, optionalType(type), type)
    return inner ?? type
  }

  report(offset: number, message: string): void {
    this.issues.push({ offset, message })
  }

  undeclared({ offset }: Expression, name: string): void {
    this.report(offset, `undeclared reference to '${name}' (in container '')`)
  }

  mismatch({ offset }: Expression, expected: CelType, actual: CelType): void {
    this.report(offset, `expected type '${this.text(expected)}' but found '${this.text(actual)}'`)
  }

  text(type: CelType): string {
    return typeText(this.substitutions.apply(type, 'dyn'))
  }
}
