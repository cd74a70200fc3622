import type { Literal } from '../parse/expression.ts'
import { Uint, type Value } from '../values/value.ts'

export function literalValue({ literal }: Literal): Value {
  return literal.kind === 'uint' ? new Uint(literal.value) : literal.value
}
