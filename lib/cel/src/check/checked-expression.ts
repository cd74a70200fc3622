import type { Expression } from '../parse/expression.ts'
import type { CelType } from '../types/cel-type.ts'
import type { Overload } from './declarations.ts'

/** What a name stands for: a variable, or a type. */
export interface NameReference {
  readonly name: string
  /** The type, where the name is one's. */
  readonly type: CelType | undefined
}

/** A syntax tree and what checking found out about its nodes. */
export interface CheckedExpression {
  readonly expression: Expression
  readonly types: ReadonlyMap<Expression, CelType>
  /** Identifiers, and selections that are qualified names. */
  readonly names: ReadonlyMap<Expression, NameReference>
  /** Calls' overloads: those whose parameters the arguments may fit. */
  readonly overloads: ReadonlyMap<Expression, readonly Overload[]>
  /** Calls `a.b.c()` of functions that are named so: they have no target. */
  readonly qualifiedCalls: ReadonlySet<Expression>
}
