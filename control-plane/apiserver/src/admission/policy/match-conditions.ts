import type { MatchCondition } from '@knarr/api/admissionregistration/v1'
import { boolType, CelError, type Environment, type Variables } from '@knarr/cel'
import { type CompiledExpression, compileExpression } from './compiled-expression.ts'
import type { CostBudget } from './cost-budget.ts'

/** A condition that must hold for a webhook or policy to be asked at all. */
export interface CompiledCondition {
  readonly name: string
  readonly expression: string
  readonly compiled: CompiledExpression
}

/** Conditions could not be told. */
export class MatchConditionError extends Error {}

export function compileConditions(
  environment: Environment,
  conditions: readonly MatchCondition[] = [],
): readonly CompiledCondition[] {
  return conditions.map(({ name, expression }) => {
    return { name, expression, compiled: compileExpression(environment, expression, [boolType]) }
  })
}

/** Whether all hold: one that does not decides, even where another fails. @throws MatchConditionError */
export function conditionsHold(
  conditions: readonly CompiledCondition[],
  variables: Variables,
  budget: CostBudget,
): boolean {
  const failures: string[] = []
  for (const condition of conditions) {
    const outcome = outcomeOf(condition, variables, budget)
    if (outcome === false) return false
    if (outcome instanceof CelError) failures.push(outcome.message)
  }
  if (failures.length === 0) return true
  throw new MatchConditionError(failures.length > 1 ? `[${failures.join(', ')}]` : failures[0])
}

function outcomeOf(
  { name, expression, compiled }: CompiledCondition,
  variables: Variables,
  budget: CostBudget,
): boolean | CelError {
  if (!compiled.program) return new CelError(`match condition '${name}': ${compiled.error}`)
  try {
    return budget.evaluate(compiled.program, variables) === true
  } catch (cause) {
    if (!(cause instanceof CelError)) throw cause
    return new CelError(`expression '${expression}' resulted in error: ${cause.message}`, { cause })
  }
}
