import type { Seeded } from './seeded.ts'

/** What is written to both servers: configurations of a kind, made up. */
export interface ComparedKind {
  readonly apiVersion: string
  readonly kind: string
  readonly path: string
  readonly isCustom?: boolean
  /** All but type and metadata. */
  body(chance: Seeded): object
  /** Undefined where the kind has none. */
  status(chance: Seeded): object | undefined
}
