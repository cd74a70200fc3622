import type { CelType } from '../types/cel-type.ts'
import type { Value } from '../values/value.ts'

/** One form of a function: what it takes and answers, how it is done, and what that costs. */
export interface Overload {
  /** Named as cel-go and Kubernetes do: `add_int64`. */
  readonly id: string
  /** Called as `target.name(…)`; the target is the first parameter. */
  readonly isMethod?: boolean
  readonly parameters: readonly CelType[]
  readonly result: CelType
  readonly invoke: (...args: Value[]) => Value
  /** What calling it costs; 1 if not given. */
  readonly cost?: CallCost
}

/** What a call costs when it runs, and what it can cost given how large its arguments can be. */
export interface CallCost {
  actual(args: readonly Value[], result: Value): number
  estimate(args: readonly SizedArgument[]): CallEstimate
}

/** An argument as far as its size is known before evaluating. */
export interface SizedArgument {
  readonly type: CelType
  readonly size: Range
  /** The size of a list's items. */
  readonly elementSize: Range
  /** What a literal whole number says. */
  readonly whole?: bigint
}

export interface CallEstimate {
  readonly cost: Range
  /** How large the result is. */
  readonly resultSize?: Range
}

/** From least to most; infinite where nothing bounds it. */
export interface Range {
  readonly min: number
  readonly max: number
}

export interface FunctionDeclaration {
  readonly name: string
  readonly overloads: readonly Overload[]
}

/** Functions and types that belong together; an environment has several. */
export interface Library {
  readonly functions: readonly FunctionDeclaration[]
  /** Types that expressions can name, by name. */
  readonly types?: ReadonlyMap<string, CelType>
  /** Finds types that are too many to be listed. */
  readonly findType?: (name: string) => CelType | undefined
}
