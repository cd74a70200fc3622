/**
 * Bytes with a place for the revision that commits them.
 *
 * An object carries its own resourceVersion, which is known only at commit, so the encoder leaves a
 * gap: the store inserts the decimal revision at `revisionAt`. What is then stored, listed and
 * watched is one and the same byte array. Without `revisionAt` the bytes are kept as they are.
 */
export interface Template {
  readonly bytes: Uint8Array
  readonly revisionAt?: number
}

/** One key's value as one revision left it. Items are immutable and shared by every reader. */
export interface Item {
  readonly key: string
  readonly value: Uint8Array
  /** The revision that made the key, after its last deletion. */
  readonly createRevision: number
  /** The revision of this value. */
  readonly modRevision: number
  /**
   * Room for one decoded form, owned by the reader of the value (the API server's codec); the store empties it some
   * time after the value was replaced.
   */
  decoded?: unknown
}

/** Who wrote a revision, and when: kept with every revision in the log. */
export interface Origin {
  readonly writer: string
  /** Milliseconds since the epoch. */
  readonly atMs: number
}

/** One revision of the log. `item` is undefined when the key was deleted. */
export interface Change {
  readonly revision: number
  readonly key: string
  readonly item: Item | undefined
  readonly previous: Item | undefined
  readonly origin: Origin
}

export interface Write {
  readonly key: string
  /** The new value, or undefined to delete the key. */
  readonly template: Template | undefined
  /**
   * The modRevision the key must have now; 0: it must not exist. Undefined: whatever it is (deleting a
   * missing key is then still a {@link RevisionConflict}).
   */
  readonly expected?: number
  readonly writer: string
}

export interface RangeOptions {
  /** Read the past at this revision; undefined: the newest. */
  readonly revision?: number
  /** At most so many items; undefined or 0: all. */
  readonly limit?: number
}

export interface Range {
  /** In key order. */
  readonly items: readonly Item[]
  /** The revision the answer is true for. */
  readonly revision: number
  /** How many items of the range follow after `limit` was reached. */
  readonly remaining: number
}

export interface Watcher {
  /** The listener has been given every change of its range up to this revision. */
  readonly revision: number
  /** Resolves once the listener has been given what already happened, or the watch was closed. */
  caughtUp(): Promise<void>
  close(): void
}

/**
 * The log of revisions and the state it leads to: what the API server stands on.
 *
 * Reads and watches show durable revisions only; a `commit` resolves once its revision is durable. Concurrent
 * commits to one key are taken in the order they came. Revisions are integers that rise from 1, without gaps
 * where nobody else writes to what the store is kept in. Others may write to the same log: a read of the newest
 * shows whatever was committed before it was called.
 */
export interface Store extends AsyncDisposable {
  /** The newest durable revision; it moves once the live watchers have been told of it. */
  readonly revision: number
  /** Revisions up to and including this one can no longer be read or watched from. */
  readonly compactedRevision: number

  /** The newest revision there was when this was called, whoever wrote it; {@link revision} has then reached it. */
  newest(): Promise<number>
  /** @throws CompactedError, FutureRevisionError */
  get(key: string, options?: { revision?: number }): Promise<Item | undefined>
  /** Keys with `from <= key < to`. @throws CompactedError, FutureRevisionError */
  range(from: string, to: string, options?: RangeOptions): Promise<Range>
  /**
   * Applies one write as one revision.
   * @throws RevisionConflict with the current item when `expected` does not hold: nothing is written.
   */
  commit(write: Write): Promise<Change>
  /**
   * Calls `listener` with every change in `from <= key < to` after revision `after`, in order, in
   * batches: first what already happened, then what happens. `listener` must not throw, and is never
   * called before `watch` has returned. `failed` is called when what happened cannot be read: it ends the watch.
   * @throws CompactedError when `after` is older than what is kept.
   */
  watch(
    range: { from: string; to: string; after: number },
    listener: (changes: readonly Change[]) => void,
    failed?: (error: unknown) => void,
  ): Watcher
  /** Resolves once {@link revision} has reached `revision`; rejects with the signal's reason, or when the store closes. */
  waitFor(revision: number, signal?: AbortSignal): Promise<void>
  /** Forgets the history up to and including `revision`; the current state stays. */
  compact(revision: number): Promise<void>
}

/** `key` was not at the expected revision. */
export class RevisionConflict extends Error {
  readonly current: Item | undefined

  constructor(key: string, current: Item | undefined) {
    super(`${key} is at revision ${current?.modRevision ?? 0}`)
    this.name = 'RevisionConflict'
    this.current = current
  }
}

/** The revision asked for has been compacted away. */
export class CompactedError extends Error {
  readonly compactedRevision: number

  constructor(revision: number, compactedRevision: number) {
    super(`revision ${revision} has been compacted, oldest kept is ${compactedRevision + 1}`)
    this.name = 'CompactedError'
    this.compactedRevision = compactedRevision
  }
}

/** The revision asked for has not happened yet. */
export class FutureRevisionError extends Error {
  readonly current: number

  constructor(revision: number, current: number) {
    super(`revision ${revision} is in the future, newest is ${current}`)
    this.name = 'FutureRevisionError'
    this.current = current
  }
}
