import { type FieldError, invalid } from '@knarr/machinery'
import type { CompiledExpression } from '../../../admission/policy/compiled-expression.ts'
import type { CompiledCondition } from '../../../admission/policy/match-conditions.ts'

/** Why an expression cannot be used; nothing for one that is missing, which is told elsewhere. */
export function compilationErrors(
  field: string,
  text: string | undefined,
  compiled: CompiledExpression | undefined,
): FieldError[] {
  return text?.trim() && compiled?.error !== undefined ? [invalid(field, text, compiled.error)] : []
}

export function conditionErrors(field: string, conditions: readonly CompiledCondition[]): FieldError[] {
  return conditions.flatMap(({ expression, compiled }, index) =>
    compilationErrors(`${field}[${index}].expression`, expression, compiled),
  )
}
