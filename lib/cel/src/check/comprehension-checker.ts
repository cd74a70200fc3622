import type { Comprehension } from '../parse/expression.ts'
import { boolType, type CelType, dynType, errorType, intType } from '../types/cel-type.ts'
import type { CheckContext } from './check-context.ts'

/** The type of a fold's result. */
export function checkComprehension(fold: Comprehension, context: CheckContext): CelType {
  const rangeType = context.substitutions.apply(context.check(fold.range))
  const accumulated = context.check(fold.initial)
  const variables = variablesOf(fold, rangeType, context)
  return context.within(new Map([[fold.accumulator, accumulated]]), () => {
    context.within(variables, () => {
      expect(fold.condition, boolType, context)
      expect(fold.step, accumulated, context)
    })
    return context.substitutions.apply(context.check(fold.result))
  })
}

function expect(expression: Comprehension['step'], wanted: CelType, context: CheckContext): void {
  const type = context.check(expression)
  if (!context.substitutions.assign([wanted], [type])) context.mismatch(expression, wanted, type)
}

function variablesOf(fold: Comprehension, rangeType: CelType, context: CheckContext): Map<string, CelType> {
  const { first, second } = itemTypes(fold, rangeType, context)
  if (fold.secondVariable === undefined) return new Map([[fold.variable, first]])
  return new Map([
    [fold.variable, first],
    [fold.secondVariable, second],
  ])
}

function itemTypes(
  fold: Comprehension,
  rangeType: CelType,
  context: CheckContext,
): { first: CelType; second: CelType } {
  switch (rangeType.kind) {
    case 'list':
      return fold.secondVariable === undefined
        ? { first: rangeType.element, second: errorType }
        : { first: intType, second: rangeType.element }
    case 'map':
      return { first: rangeType.key, second: rangeType.value }
    case 'dyn':
    case 'error':
    case 'parameter':
      context.substitutions.assign([dynType], [rangeType])
      return { first: dynType, second: dynType }
    default:
      context.report(
        fold.range.offset,
        `expression of type '${context.text(rangeType)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      )
      return { first: errorType, second: errorType }
  }
}
