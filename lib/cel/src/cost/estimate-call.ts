import type { CheckedExpression } from '../check/checked-expression.ts'
import type { CallEstimate, Overload, Range, SizedArgument } from '../check/declarations.ts'
import type { Call, Expression } from '../parse/expression.ts'
import { dynType } from '../types/cel-type.ts'
import { one, sum, union } from './range.ts'
import type { SizeEstimates } from './size-estimates.ts'

/** What calls can cost beyond their arguments, and how large their results can be. */
export class CallEstimator {
  readonly #checked: CheckedExpression
  readonly #sizes: SizeEstimates

  constructor(checked: CheckedExpression, sizes: SizeEstimates) {
    this.#checked = checked
    this.#sizes = sizes
  }

  /** The call's whole cost, given that of its target and arguments. */
  estimate(call: Call, costs: readonly Range[]): Range {
    const [first = one, second = one, third = one] = costs
    switch (call.name) {
      case '_&&_':
      case '_||_':
        return { min: first.min, max: sum(first, second).max }
      case '_?_:_':
        return this.#conditional(call, [first, second, third])
      case '_?._':
        return sum(first, one)
      default:
        return sum(...costs, this.#ofOverloads(call))
    }
  }

  #conditional(call: Call, [condition, chosen, otherwise]: readonly [Range, Range, Range]): Range {
    const [, left, right] = call.args
    if (left && right) {
      this.#sizes.set(call, union(this.#sizes.of(left), this.#sizes.of(right)))
      this.#sizes.setElements(call, union(this.#sizes.ofElements(left), this.#sizes.ofElements(right)))
    }
    return sum(condition, union(chosen, otherwise))
  }

  #ofOverloads(call: Call): Range {
    const isMethod = call.target && !this.#checked.qualifiedCalls.has(call)
    const parts = isMethod && call.target ? [call.target, ...call.args] : call.args
    const args = parts.map((part) => this.#argument(part))
    const estimates = (this.#checked.overloads.get(call) ?? []).map((overload) => estimateOf(overload, args))
    const [first = { cost: one }, ...more] = estimates
    const resultSize = first.resultSize
    if (resultSize) {
      const sizes = more.flatMap((estimate) => estimate.resultSize ?? [])
      this.#sizes.set(call, sizes.reduce(union, resultSize))
    }
    if (call.name === '_+_') this.#keepElements(call, parts)
    return more.reduce((total, { cost }) => union(total, cost), first.cost)
  }

  #keepElements(call: Call, [left, right]: readonly Expression[]): void {
    if (!left || !right) return
    this.#sizes.setElements(call, union(this.#sizes.ofElements(left), this.#sizes.ofElements(right)))
  }

  #argument(part: Expression): SizedArgument {
    return {
      type: this.#checked.types.get(part) ?? dynType,
      size: this.#sizes.of(part),
      elementSize: this.#sizes.ofElements(part),
      ...(part.kind === 'literal' && part.literal.kind === 'int' ? { whole: part.literal.value } : {}),
    }
  }
}

function estimateOf({ cost }: Overload, args: readonly SizedArgument[]): CallEstimate {
  return cost?.estimate(args) ?? { cost: one }
}
