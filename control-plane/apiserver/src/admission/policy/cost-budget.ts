import { CelError, CostLimitError, type Program, type Value, type Variables } from '@knarr/cel'

const perExpression = 1_000_000
const perWrite = 10_000_000

/** What the expressions of one policy may cost together for one write. */
export class CostBudget {
  #remaining: number = perWrite

  /** @throws CelError where the expression fails, or costs more than is left */
  evaluate(program: Program, variables: Variables): Value {
    const costLimit = Math.min(perExpression, this.#remaining)
    const { value, error, cost } = program.evaluate(variables, { costLimit })
    this.#remaining -= cost
    if (!error) return value
    if (error instanceof CostLimitError && this.#remaining < 0) {
      throw new CelError(
        'validation failed due to running out of cost budget, no further validation rules will be run',
      )
    }
    throw new CelError(error.message, { cause: error })
  }
}
