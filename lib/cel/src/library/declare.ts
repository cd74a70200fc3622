import type { CallCost, FunctionDeclaration, Overload } from '../check/declarations.ts'
import type { CelType } from '../types/cel-type.ts'
import type { Value } from '../values/value.ts'

/** A function's declaration by its name and overloads. */
export function declare(name: string, ...overloads: Overload[]): FunctionDeclaration {
  return { name, overloads }
}

/** How an overload is done; its arguments are of the types it declares. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters' types are checked before, from the declaration
type Invoke = (...args: any[]) => Value

interface Signature {
  readonly parameters: readonly CelType[]
  readonly result: CelType
  readonly cost?: CallCost
}

/** An overload called as `name(…)`. */
export function overload(id: string, signature: Signature, invoke: Invoke): Overload {
  return { id, ...signature, invoke }
}

/** An overload called as `target.name(…)`, the target its first parameter. */
export function method(id: string, signature: Signature, invoke: Invoke): Overload {
  return { id, isMethod: true, ...signature, invoke }
}

/** What an overload takes and answers. */
export function takes(...parameters: CelType[]): { gives(result: CelType, cost?: CallCost): Signature } {
  return { gives: (result, cost) => ({ parameters, result, ...(cost && { cost }) }) }
}
