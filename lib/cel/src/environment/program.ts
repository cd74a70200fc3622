import type { CheckedExpression } from '../check/checked-expression.ts'
import type { Range } from '../check/declarations.ts'
import { selectsField } from '../check/selects-field.ts'
import { estimateCost } from '../cost/estimate-cost.ts'
import { compile } from '../evaluate/compile.ts'
import { type Evaluator, Frame, type Variables } from '../evaluate/frame.ts'
import { type CelType, dynType } from '../types/cel-type.ts'
import { CelError, CostLimitError } from '../values/cel-error.ts'
import type { Value } from '../values/value.ts'

/** What evaluating came to: a value or an error, and what it cost either way. */
export type Evaluation =
  | { readonly value: Value; readonly error?: undefined; readonly cost: number }
  | { readonly value?: undefined; readonly error: Error; readonly cost: number }

/** An expression that can be evaluated. */
export class Program {
  /** The expression as it was written. */
  readonly text: string
  /** The type of what it evaluates to. */
  readonly type: CelType
  readonly #checked: CheckedExpression
  #evaluator: Evaluator | undefined

  constructor(text: string, checked: CheckedExpression) {
    this.text = text
    this.type = checked.types.get(checked.expression) ?? dynType
    this.#checked = checked
  }

  /**
   * Evaluates it. An error of the expression, or a cost above the limit (a CostLimitError), is answered and not
   * thrown.
   */
  evaluate(
    variables: Variables,
    { costLimit = Number.POSITIVE_INFINITY }: { costLimit?: number } = {},
  ): Evaluation {
    this.#evaluator ??= compile(this.#checked)
    const frame = new Frame(variables, costLimit)
    try {
      const value = this.#evaluator(frame)
      return { value, cost: frame.cost }
    } catch (error) {
      if (error instanceof CelError || error instanceof CostLimitError) return { error, cost: frame.cost }
      throw error
    }
  }

  /** What evaluating can cost, from the sizes its variables' types allow. */
  estimateCost(): Range {
    return estimateCost(this.#checked)
  }

  /** Whether the expression reads the variable. */
  reads(variable: string): boolean {
    for (const { name } of this.#checked.names.values()) if (name === `.${variable}`) return true
    return false
  }

  /** Whether the expression selects a field of the variable, `variable.field` or `variable.?field`. */
  selects(variable: string, field: string): boolean {
    return selectsField(this.#checked.expression, variable, field)
  }
}
