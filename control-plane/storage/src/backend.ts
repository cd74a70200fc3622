export type Entry = readonly [key: string, value: Uint8Array]

/** What changes together: all of it or, after a crash, none of it. */
export interface Batch {
  readonly puts?: readonly Entry[]
  readonly deletes?: readonly string[]
}

/**
 * An ordered map of bytes: the only thing the MVCC layer asks of a disk.
 *
 * Revisions, watches and compaction live above it, so a new backend is four methods and the
 * suite in `testing/backend-suite.ts`. Keys are ordered by their UTF-8 bytes.
 */
export interface Backend extends AsyncDisposable {
  get(key: string): Promise<Uint8Array | undefined>
  /** Entries with `from <= key < to` in key order, as they were when iteration began. */
  range(from: string, to: string): AsyncIterable<Entry>
  /** Resolves once the batch is durable. */
  commit(batch: Batch): Promise<void>
}
