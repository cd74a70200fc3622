import type { Query, Reply } from '../../plugin.ts'

/** A changed query, and how to make the reply fit the question that was asked. */
export interface Rewritten {
  readonly query: Query
  /** Where the reply stays as it is, absent. */
  restore?(reply: Reply, signal: AbortSignal): Reply | Promise<Reply>
}

/** What a rule makes of a query; undefined where it does not concern it. */
export type Application = (query: Query) => Rewritten | undefined
