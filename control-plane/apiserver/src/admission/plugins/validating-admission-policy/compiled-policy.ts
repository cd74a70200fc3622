import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
} from '@knarr/api/admissionregistration/v1'
import { boolType, dynType, nullType, stringType } from '@knarr/cel'
import {
  type CompiledExpression,
  type CompiledVariables,
  compileExpression,
  compileVariables,
  requestEnvironment,
} from '../../policy/compiled-expression.ts'
import { type CompiledCondition, compileConditions } from '../../policy/match-conditions.ts'

export interface CompiledValidation {
  readonly validation: Validation
  readonly expression: CompiledExpression
  readonly message: CompiledExpression | undefined
}

/** A policy with its expressions ready to run. */
export interface CompiledPolicy {
  readonly policy: ValidatingAdmissionPolicy
  readonly variables: CompiledVariables['variables']
  readonly conditions: readonly CompiledCondition[]
  readonly validations: readonly CompiledValidation[]
  readonly annotations: readonly { readonly key: string; readonly expression: CompiledExpression }[]
}

/** A policy and a binding of it. */
export interface BoundPolicy {
  readonly compiled: CompiledPolicy
  readonly binding: ValidatingAdmissionPolicyBinding
}

export function compilePolicy(policy: ValidatingAdmissionPolicy): CompiledPolicy {
  const { matchConditions, validations = [], auditAnnotations = [], variables = [], paramKind } = policy.spec
  const base = paramKind ? requestEnvironment.with({ params: dynType }) : requestEnvironment
  const scope = compileVariables(base, variables)
  return {
    policy,
    variables: scope.variables,
    conditions: compileConditions(base, matchConditions),
    validations: validations.map((validation) => ({
      validation,
      expression: compileExpression(scope.environment, validation.expression, [boolType]),
      message: validation.messageExpression
        ? compileExpression(scope.environment, validation.messageExpression, [stringType])
        : undefined,
    })),
    annotations: auditAnnotations.map(({ key, valueExpression }) => ({
      key,
      expression: compileExpression(scope.environment, valueExpression, [stringType, nullType]),
    })),
  }
}
