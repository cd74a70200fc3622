import { CostLimitError } from '../values/cel-error.ts'
import type { Held, Value } from '../values/value.ts'

/** One evaluation: its variables, the values of comprehensions under way, and what it has cost. */
export class Frame {
  readonly locals: Held[] = []
  cost = 0
  readonly #variables: Variables
  readonly #costLimit: number

  constructor(variables: Variables, costLimit: number) {
    this.#variables = variables
    this.#costLimit = costLimit
  }

  variable(name: string): Value | undefined {
    const given = Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined
    return typeof given === 'function' ? given() : given
  }

  /** Adds to the cost; throws once it is more than it may be. */
  charge(cost: number): void {
    this.cost += cost
    if (this.cost > this.#costLimit) throw new CostLimitError()
  }
}

/** Variables' values by name; a function is asked whenever its variable is read. */
export type Variables = Readonly<Record<string, Value | (() => Value)>>

/** A compiled node. */
export type Evaluator = (frame: Frame) => Value
