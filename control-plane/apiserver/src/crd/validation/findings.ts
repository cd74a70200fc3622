import type { FieldError } from '@knarr/machinery'

/** What was found, and how much was looked at: of alternatives that all fail, the one that came furthest is told. */
export interface Findings {
  readonly errors: FieldError[]
  matches: number
}
