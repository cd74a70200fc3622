import type { Call, Comprehension, Expression, Identifier, Literal, LiteralValue } from './expression.ts'

export function literal(value: LiteralValue, offset: number): Literal {
  return { kind: 'literal', offset, literal: value }
}

export function bool(value: boolean, offset: number): Literal {
  return literal({ kind: 'bool', value }, offset)
}

export function identifier(name: string, offset: number): Identifier {
  return { kind: 'identifier', offset, name }
}

export function call(
  name: string,
  offset: number,
  args: readonly Expression[],
  target?: Expression | undefined,
): Call {
  return { kind: 'call', offset, name, target, args }
}

/** A comprehension whose accumulator is the one that macros use. */
export function fold(parts: Omit<Comprehension, 'kind' | 'accumulator'>): Comprehension {
  return { kind: 'comprehension', accumulator, ...parts }
}

/** The name macros keep their result under; no expression can write it. */
export const accumulator = '@result'
