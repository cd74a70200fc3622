import type { CheckedExpression } from '../check/checked-expression.ts'
import type { Range } from '../check/declarations.ts'
import { accumulator } from '../parse/build.ts'
import type { Call, Comprehension, Expression, Select } from '../parse/expression.ts'
import { CallEstimator } from './estimate-call.ts'
import { exactly, nothing, one, product, sum } from './range.ts'
import { SizeEstimates } from './size-estimates.ts'

const listCost = exactly(10)
const mapCost = exactly(30)
const structCost = exactly(40)

/** What evaluating can cost at least and at most, as cel-go reckons it. */
export function estimateCost(checked: CheckedExpression): Range {
  return new CostEstimator(checked).cost(checked.expression)
}

class CostEstimator {
  readonly #checked: CheckedExpression
  readonly #sizes: SizeEstimates
  readonly #calls: CallEstimator

  constructor(checked: CheckedExpression) {
    this.#checked = checked
    this.#sizes = new SizeEstimates(checked)
    this.#calls = new CallEstimator(checked, this.#sizes)
  }

  cost(expression: Expression): Range {
    switch (expression.kind) {
      case 'literal':
        return nothing
      case 'identifier':
        return one
      case 'select':
        return this.#select(expression)
      case 'call':
        return this.#call(expression)
      case 'list':
        return sum(listCost, ...expression.elements.map(({ value }) => this.cost(value)))
      case 'map':
        return sum(
          mapCost,
          ...expression.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]),
        )
      case 'struct':
        return sum(structCost, ...expression.fields.map(({ value }) => this.cost(value)))
      case 'comprehension':
        return this.#comprehension(expression)
    }
  }

  #select(select: Select): Range {
    if (this.#checked.names.has(select)) return one
    const operand = this.cost(select.operand)
    if (select.isTest) return operand
    const kind = this.#checked.types.get(select.operand)?.kind
    return kind === 'map' || kind === 'object' ? sum(operand, one) : operand
  }

  #call(call: Call): Range {
    const args = call.args.map((arg) => this.cost(arg))
    const isMethod = call.target && !this.#checked.qualifiedCalls.has(call)
    const all = isMethod && call.target ? [this.cost(call.target), ...args] : args
    return this.#calls.estimate(call, all)
  }

  #comprehension(fold: Comprehension): Range {
    const before = sum(this.cost(fold.range), this.cost(fold.initial))
    return this.#sizes.withAccumulator(fold, () => {
      if (fold.accumulator !== accumulator) {
        const cost = sum(before, this.cost(fold.result))
        this.#sizes.copy(fold, fold.result)
        return cost
      }
      const perItem = this.#sizes.withVariables(fold, () =>
        sum(this.cost(fold.condition), this.cost(fold.step)),
      )
      const times = this.#sizes.of(fold.range)
      this.#sizes.setFolded(fold, times)
      return sum(before, this.cost(fold.result), product(times, perItem))
    })
  }
}
