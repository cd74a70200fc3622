import type { CheckedExpression } from '../check/checked-expression.ts'
import type { Range } from '../check/declarations.ts'
import { literalValue } from '../evaluate/literal-value.ts'
import type { Comprehension, Expression } from '../parse/expression.ts'
import type { CelType } from '../types/cel-type.ts'
import { sizeOf as valueSize } from '../values/size.ts'
import { exactly, nothing, one, unbounded, union } from './range.ts'

/** What is known of a comprehension's variable. */
interface Local {
  readonly declared?: CelType | undefined
  readonly size?: Range | undefined
  readonly elements?: Range | undefined
}

const scalars = new Set(['bool', 'int', 'uint', 'double', 'duration', 'timestamp'])

/** How large the values of nodes can be: from literals, from what variables' types declare, and from calls. */
export class SizeEstimates {
  readonly #checked: CheckedExpression
  readonly #sizes: Map<Expression, Range> = new Map()
  readonly #elements: Map<Expression, Range> = new Map()
  #locals: ReadonlyMap<string, Local> = new Map()

  constructor(checked: CheckedExpression) {
    this.#checked = checked
  }

  set(expression: Expression, size: Range): void {
    this.#sizes.set(expression, size)
  }

  setElements(expression: Expression, size: Range): void {
    this.#elements.set(expression, size)
  }

  copy(expression: Expression, from: Expression): void {
    this.#sizes.set(expression, this.of(from))
    this.#elements.set(expression, this.ofElements(from))
  }

  /** A list or map that is folded has at most as many items as what it is made from. */
  setFolded(fold: Comprehension, times: Range): void {
    if (fold.initial.kind === 'literal') this.#sizes.set(fold, one)
    else this.#sizes.set(fold, times)
    const elements = this.#elements.get(fold.step)
    if (elements) this.#elements.set(fold, elements)
  }

  of(expression: Expression): Range {
    const known = this.#sizes.get(expression)
    if (known) return known
    if (expression.kind === 'literal') return exactly(valueSize(literalValue(expression)))
    if (expression.kind === 'list') return exactly(expression.elements.length)
    if (expression.kind === 'map') return exactly(expression.entries.length)
    if (isScalar(this.#checked.types.get(expression))) return one
    return boundOf(this.#declared(expression)) ?? this.#local(expression)?.size ?? unbounded
  }

  /** The size of a list's items or a map's values. */
  ofElements(expression: Expression): Range {
    const known = this.#elements.get(expression)
    if (known) return known
    if (expression.kind === 'list') return sizesUnited(expression.elements.map(({ value }) => this.of(value)))
    if (expression.kind === 'map') return sizesUnited(expression.entries.map(({ value }) => this.of(value)))
    const declared = this.#declared(expression)
    const element = elementOf(declared ?? this.#checked.types.get(expression))
    if (isScalar(element)) return one
    return boundOf(declared && elementOf(declared)) ?? this.#local(expression)?.elements ?? unbounded
  }

  withAccumulator<T>(fold: Comprehension, estimate: () => T): T {
    return this.#within(new Map([[fold.accumulator, this.#localOf(fold.initial)]]), estimate)
  }

  withVariables<T>(fold: Comprehension, estimate: () => T): T {
    const range = this.#declared(fold.range)
    const element: Local = { declared: range && elementOf(range), size: this.ofElements(fold.range) }
    const key: Local = { declared: range?.kind === 'map' ? range.key : undefined }
    if (fold.secondVariable !== undefined) {
      return this.#within(
        new Map([
          [fold.variable, key],
          [fold.secondVariable, element],
        ]),
        estimate,
      )
    }
    const isMap = this.#checked.types.get(fold.range)?.kind === 'map'
    return this.#within(new Map([[fold.variable, isMap ? key : element]]), estimate)
  }

  #localOf(expression: Expression): Local {
    return {
      declared: this.#declared(expression),
      size: this.of(expression),
      elements: this.ofElements(expression),
    }
  }

  #within<T>(locals: ReadonlyMap<string, Local>, estimate: () => T): T {
    const outer = this.#locals
    this.#locals = new Map([...outer, ...locals])
    const result = estimate()
    this.#locals = outer
    return result
  }

  #local(expression: Expression): Local | undefined {
    return expression.kind === 'identifier' ? this.#locals.get(expression.name) : undefined
  }

  /** The type a variable's declaration gives to what the node reads of it. */
  #declared(expression: Expression): CelType | undefined {
    switch (expression.kind) {
      case 'identifier': {
        const local = this.#locals.get(expression.name)
        return local ? local.declared : this.#checked.types.get(expression)
      }
      case 'select':
        return fieldOf(this.#declared(expression.operand), expression.field)
      case 'call': {
        const [operand] = expression.args
        return expression.name === '_[_]' && operand ? elementOf(this.#declared(operand)) : undefined
      }
      default:
        return undefined
    }
  }
}

function fieldOf(type: CelType | undefined, field: string): CelType | undefined {
  return type?.kind === 'object' ? type.fields.get(field) : elementOf(type)
}

function elementOf(type: CelType | undefined): CelType | undefined {
  if (type?.kind === 'list') return type.element
  return type?.kind === 'map' ? type.value : undefined
}

function isScalar(type: CelType | undefined): boolean {
  if (type?.kind === 'opaque' && type.name === 'optional_type') return isScalar(type.parameters[0])
  return type !== undefined && scalars.has(type.kind)
}

function boundOf(type: CelType | undefined): Range | undefined {
  return type?.maxSize === undefined ? undefined : { min: 0, max: type.maxSize }
}

function sizesUnited(sizes: readonly Range[]): Range {
  return sizes.length === 0 ? nothing : sizes.reduce(union)
}
