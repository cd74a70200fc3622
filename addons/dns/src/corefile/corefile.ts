import type { Location } from './corefile-error.ts'

/** One line of a Corefile with the block it opens: `forward . 1.1.1.1 { policy random }`. */
export interface Directive extends Location {
  readonly name: string
  readonly arguments: readonly string[]
  /** The lines in its braces; undefined without braces. */
  readonly body: readonly Directive[] | undefined
}

/** Directives that serve some zones. */
export interface ServerBlock extends Location {
  /** As written: `[SCHEME://]ZONE[:PORT]`. */
  readonly keys: readonly string[]
  readonly directives: readonly Directive[]
}
