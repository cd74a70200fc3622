import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
} from '@knarr/api/admissionregistration/v1'
import { boolType, type CelType, dynType, nullType, stringType } from '@knarr/cel'
import {
  type CompiledExpression,
  type CompiledVariables,
  compileExpression,
  compileVariables,
  messageEnvironment,
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
  const params: Record<string, CelType> = paramKind ? { params: dynType } : {}
  const base = requestEnvironment.with(params)
  const scope = compileVariables(base, variables)
  const messages = messageEnvironment.with({ ...params, variables: scope.type })
  return {
    policy,
    variables: scope.variables,
    conditions: compileConditions(base, matchConditions),
    validations: validations.map((validation) => ({
      validation,
      expression: compileExpression(scope.environment, validation.expression, [boolType]),
      message: validation.messageExpression
        ? compileExpression(messages, validation.messageExpression, [stringType])
        : undefined,
    })),
    annotations: auditAnnotations.map(({ key, valueExpression }) => ({
      key,
      expression: compileExpression(scope.environment, valueExpression, [stringType, nullType]),
    })),
  }
}
