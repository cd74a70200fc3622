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

  /** Does a step; what it cost is given back where it is left by anything but an error of an expression. */
  attempt<T>(step: () => T): T {
    const before = this.#remaining
    try {
      return step()
    } catch (error) {
      if (!(error instanceof CelError)) this.#remaining = before
      throw error
    }
  }
}
