import type { LiteralValue } from './expression.ts'

export interface Token {
  readonly kind: 'operator' | 'identifier' | 'literal' | 'end'
  /** The text as it was written; `<EOF>` at the end. */
  readonly text: string
  readonly offset: number
  readonly literal?: LiteralValue
}
