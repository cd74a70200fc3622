import { CelError, CelList, CelMap, jsonOfValue, type Value, valueOfJson } from '@knarr/cel'
import { deepEqual, type KubeObject, StatusError } from '@knarr/machinery'
import { CostBudget } from '../../policy/cost-budget.ts'
import { conditionsHold, MatchConditionError } from '../../policy/match-conditions.ts'
import { type ExpressionRequest, requestVariables, withVariables } from '../../policy/request-variables.ts'
import { patchedObject, replaceContents } from '../../webhook/apply-response.ts'
import type { CompiledMutatingPolicy, CompiledMutation } from './compiled-mutations.ts'

/** A policy's mutations could not be made. */
export class MutationError extends Error {}

/** Makes a policy's changes to the object, each to what the last left; tells whether there were any. @throws MutationError */
export async function mutateObject(
  policy: CompiledMutatingPolicy,
  request: ExpressionRequest,
  param: KubeObject | undefined,
): Promise<boolean> {
  const { object } = request.attributes
  if (!object) return false
  const budget = new CostBudget()
  const params = { params: param ? valueOfJson(param) : null }
  try {
    const settle = <T>(step: () => T) => request.access.settle(() => budget.attempt(step))
    const before = { ...requestVariables(request), ...params }
    if (!(await settle(() => conditionsHold(policy.conditions, before, budget)))) return false
    let isChanged = false
    for (const mutation of policy.mutations) {
      const base = { ...requestVariables(request), ...params }
      const operations = await settle(() => {
        const variables = withVariables(base, policy.variables, budget)
        return operationsOf(mutation, (program) => budget.evaluate(program, variables))
      })
      const next = patchedObject(request.resource, object, operations)
      if (deepEqual(next, object)) continue
      replaceContents(object, next)
      isChanged = true
    }
    return isChanged
  } catch (cause) {
    const isExpected =
      cause instanceof CelError || cause instanceof MatchConditionError || cause instanceof StatusError
    if (isExpected) throw new MutationError(cause.message, { cause })
    throw cause
  }
}

type Evaluate = (program: NonNullable<CompiledMutation['expression']['program']>) => Value

function operationsOf({ mutation, expression }: CompiledMutation, evaluate: Evaluate): unknown[] {
  if (!expression.program) throw new CelError(expression.error)
  try {
    const value = evaluate(expression.program)
    if (!(value instanceof CelList))
      throw new CelError('type mismatch: JSONPatchType.expression must evaluate to array')
    return Array.from(value, operationOf)
  } catch (cause) {
    if (!(cause instanceof CelError)) throw cause
    const text = mutation.jsonPatch?.expression
    throw new CelError(`expression '${text}' resulted in error: ${cause.message}`, { cause })
  }
}

function operationOf(value: Value): unknown {
  if (value instanceof CelMap) return jsonOfValue(value)
  throw new CelError('type mismatch: JSONPatchType.expression must evaluate to array of JSONPatch')
}
