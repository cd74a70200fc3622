import type { Expression } from '../parse/expression.ts'

/** Whether `variable.field` or `variable.?field` stands anywhere in an expression. */
export function selectsField(expression: Expression, variable: string, field: string): boolean {
  return (
    isSelection(expression, variable, field) ||
    partsOf(expression).some((part) => selectsField(part, variable, field))
  )
}

function isSelection(expression: Expression, variable: string, field: string): boolean {
  const isVariable = (operand: Expression | undefined): boolean =>
    operand?.kind === 'identifier' && operand.name === variable
  if (expression.kind === 'select') return isVariable(expression.operand) && expression.field === field
  if (expression.kind !== 'call' || expression.name !== '_?._') return false
  const [operand, selected] = expression.args
  return isVariable(operand) && selected?.kind === 'literal' && selected.literal.value === field
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'select':
      return [expression.operand]
    case 'call':
      return expression.target ? [expression.target, ...expression.args] : expression.args
    case 'list':
      return expression.elements.map(({ value }) => value)
    case 'map':
      return expression.entries.flatMap(({ key, value }) => [key, value])
    case 'struct':
      return expression.fields.map(({ value }) => value)
    case 'comprehension': {
      const { range, initial, condition, step, result } = expression
      return [range, initial, condition, step, result]
    }
    default:
      return []
  }
}
