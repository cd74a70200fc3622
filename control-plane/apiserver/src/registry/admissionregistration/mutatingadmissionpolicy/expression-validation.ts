import type { MutatingAdmissionPolicy } from '@knarr/api/admissionregistration/v1'
import type { FieldError } from '@knarr/machinery'
import {
  compileMutatingPolicy,
  expressionOf,
} from '../../../admission/plugins/mutating-admission-policy/compiled-mutations.ts'
import { compilationErrors, conditionErrors } from '../policy/compilation-errors.ts'

/** A policy's expressions compile, and come to what is asked for. */
export function validateExpressions(policy: MutatingAdmissionPolicy): FieldError[] {
  const compiled = compileMutatingPolicy(policy)
  const { variables = [] } = policy.spec
  return [
    ...conditionErrors('spec.matchConditions', compiled.conditions),
    ...variables.flatMap(({ name, expression }, index) =>
      compilationErrors(`spec.variables[${index}].expression`, expression, compiled.variables.get(name)),
    ),
    ...compiled.mutations.flatMap(({ mutation, expression }, index) =>
      compilationErrors(
        `spec.mutations[${index}].${mutation.patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration'}.expression`,
        expressionOf(mutation),
        expression,
      ),
    ),
  ]
}
