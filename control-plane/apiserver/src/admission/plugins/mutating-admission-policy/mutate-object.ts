import { CelError, type Program, type Value, valueOfJson } from '@knarr/cel'
import { applyJsonPatch, deepEqual, type KubeObject, StatusError } from '@knarr/machinery'
import type { ServedResource } from '../../../registry/served-resource.ts'
import { CostBudget } from '../../policy/cost-budget.ts'
import { conditionsHold, MatchConditionError } from '../../policy/match-conditions.ts'
import { type ExpressionRequest, requestVariables, withVariables } from '../../policy/request-variables.ts'
import { replaceContents, revisedObject } from '../../webhook/apply-response.ts'
import { configurationOf, mergeConfiguration } from './apply-configuration.ts'
import { type CompiledMutatingPolicy, type CompiledMutation, expressionOf } from './compiled-mutations.ts'
import { patchOperations } from './json-patch.ts'

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
      const revise = await settle(() => {
        const variables = withVariables(base, policy.variables, budget)
        return revisionOf(mutation, request.resource, (program) => budget.evaluate(program, variables))
      })
      const next = revisedObject(request.resource, object, revise)
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

type Evaluate = (program: Program) => Value

/** What a mutation makes of an object. @throws CelError */
function revisionOf(
  compiled: CompiledMutation,
  resource: ServedResource,
  evaluate: Evaluate,
): (object: KubeObject) => unknown {
  const value = evaluated(compiled, evaluate)
  if (compiled.mutation.patchType === 'ApplyConfiguration') {
    const config = configurationOf(value, resource)
    return (object) => mergeConfiguration(object, config, resource)
  }
  const operations = patchOperations(value)
  return (object) => applyJsonPatch(object, operations)
}

function evaluated({ mutation, expression }: CompiledMutation, evaluate: Evaluate): Value {
  if (!expression.program) throw new CelError(expression.error)
  try {
    return evaluate(expression.program)
  } catch (cause) {
    if (!(cause instanceof CelError)) throw cause
    const text = expressionOf(mutation)
    throw new CelError(`expression '${text}' resulted in error: ${cause.message}`, { cause })
  }
}
