import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { type FieldError, forbiddenField, invalid } from '@knarr/machinery'
import { ConversionRulesError, conversionRulesAnnotation } from './rules/conversion-rules.ts'
import { roundTripProblem } from './rules/round-trip.ts'
import { ruleConversionOf } from './rules/rule-conversion.ts'

const field = `metadata.annotations[${conversionRulesAnnotation}]`

/** Why a definition's conversion rules are refused: they are not in order, or lose something; then with what they lose. */
export function validateConversionRules(definition: CustomResourceDefinition): FieldError[] {
  const text = definition.metadata.annotations?.[conversionRulesAnnotation]
  if (text === undefined) return []
  if (definition.spec.conversion?.strategy === 'Webhook')
    return [forbiddenField(field, 'may only be set when spec.conversion.strategy is None')]
  try {
    const conversion = ruleConversionOf(definition)
    const problem = conversion && roundTripProblem(definition, conversion)
    return problem === undefined ? [] : [invalid(field, text, problem)]
  } catch (error) {
    if (error instanceof ConversionRulesError) return [invalid(field, text, error.message)]
    throw error
  }
}
