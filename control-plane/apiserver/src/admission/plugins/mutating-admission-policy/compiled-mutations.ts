import type { MutatingAdmissionPolicy, Mutation } from '@knarr/api/admissionregistration/v1'
import { applyConfigurationType, dynType, listType, objectType } from '@knarr/cel'
import {
  type CompiledExpression,
  type CompiledVariables,
  compileExpression,
  compileVariables,
  mutationEnvironment,
} from '../../policy/compiled-expression.ts'
import { type CompiledCondition, compileConditions } from '../../policy/match-conditions.ts'

export interface CompiledMutation {
  readonly mutation: Mutation
  /** Comes to the operations of a JSON patch, or to an apply configuration. */
  readonly expression: CompiledExpression
}

/** A policy with its expressions ready to run. */
export interface CompiledMutatingPolicy {
  readonly policy: MutatingAdmissionPolicy
  readonly variables: CompiledVariables['variables']
  readonly conditions: readonly CompiledCondition[]
  readonly mutations: readonly CompiledMutation[]
}

export function compileMutatingPolicy(policy: MutatingAdmissionPolicy): CompiledMutatingPolicy {
  const { matchConditions, mutations = [], variables = [], paramKind } = policy.spec
  const base = paramKind ? mutationEnvironment.with({ params: dynType }) : mutationEnvironment
  const scope = compileVariables(base, variables)
  return {
    policy,
    variables: scope.variables,
    conditions: compileConditions(base, matchConditions),
    mutations: mutations.map((mutation) => ({
      mutation,
      expression: compileExpression(scope.environment, expressionOf(mutation) ?? '', [
        mutation.patchType === 'ApplyConfiguration' ? applyConfigurationType : patchType,
      ]),
    })),
  }
}

const patchType = listType(objectType('JSONPatch', new Map()))

/** What a mutation is written as, in the place its type names. */
export function expressionOf({ patchType, jsonPatch, applyConfiguration }: Mutation): string | undefined {
  return (patchType === 'ApplyConfiguration' ? applyConfiguration : jsonPatch)?.expression
}
