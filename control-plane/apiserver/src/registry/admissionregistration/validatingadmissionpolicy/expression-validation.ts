import type { ValidatingAdmissionPolicy } from '@knarr/api/admissionregistration/v1'
import type { FieldError } from '@knarr/machinery'
import { compilePolicy } from '../../../admission/plugins/validating-admission-policy/compiled-policy.ts'
import { compilationErrors, conditionErrors } from '../policy/compilation-errors.ts'

/** A policy's expressions compile, and come to what is asked for. */
export function validateExpressions(policy: ValidatingAdmissionPolicy): FieldError[] {
  const compiled = compilePolicy(policy)
  const { variables = [], auditAnnotations = [] } = policy.spec
  return [
    ...conditionErrors('spec.matchConditions', compiled.conditions),
    ...variables.flatMap(({ name, expression }, index) =>
      compilationErrors(`spec.variables[${index}].expression`, expression, compiled.variables.get(name)),
    ),
    ...compiled.validations.flatMap(({ validation, expression, message }, index) => [
      ...compilationErrors(`spec.validations[${index}].expression`, validation.expression, expression),
      ...compilationErrors(
        `spec.validations[${index}].messageExpression`,
        validation.messageExpression,
        message,
      ),
    ]),
    ...auditAnnotations.flatMap(({ valueExpression }, index) =>
      compilationErrors(
        `spec.auditAnnotations[${index}].valueExpression`,
        valueExpression,
        compiled.annotations[index]?.expression,
      ),
    ),
  ]
}
