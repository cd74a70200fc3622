import { OrderedMap } from '../ordered-map.ts'
import type { Change } from '../store.ts'

interface Entry {
  readonly key: string
  readonly previousRevision: number
  readonly isDeletion: boolean
  readonly atMs: number
  readonly bytes: number
  /** Undefined once it is on the backend only. */
  change: Change | undefined
}

/**
 * So many changes after a value was replaced nobody reads its decoded form any more, as a rule; it weighs several times
 * what its bytes do, and what lives long only to die makes the collector's pauses long.
 */
const decodedChanges = 256

/** What one change weighs in memory beside its value. */
const overhead = 256

/**
 * What is known in memory of the revisions after the compacted one: where every key's older versions are,
 * and, for as many of the newest as `memoryBytes` allows, the changes themselves.
 */
export class History {
  readonly #memoryBytes: number
  /** Of the revisions compacted + 1, compacted + 2 and so on, from `#start`. */
  #entries: Entry[] = []
  #start = 0
  #compacted: number
  #bytes = 0
  /** Changes after this revision are in memory. */
  #inMemoryAfter: number
  #inMemory = 0
  /** Of each key, the revisions it has moved on from, oldest first; a deletion stands as a negative number. */
  readonly #past: OrderedMap<number[]> = new OrderedMap()

  constructor(compactedRevision: number, memoryBytes: number) {
    this.#compacted = compactedRevision
    this.#inMemoryAfter = compactedRevision
    this.#memoryBytes = memoryBytes
  }

  get compactedRevision(): number {
    return this.#compacted
  }

  get revision(): number {
    return this.#compacted + this.#entries.length - this.#start
  }

  /** What the kept revisions take in the log. */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds the next revision, whose record takes `bytes`. */
  append(change: Change, bytes: number): void {
    const { key, item, previous, origin } = change
    const previousRevision = previous?.modRevision ?? 0
    this.#entries.push({
      key,
      previousRevision,
      isDeletion: item === undefined,
      atMs: origin.atMs,
      bytes,
      change,
    })
    this.#bytes += bytes
    this.#inMemory += bytes + overhead
    if (previousRevision > 0) this.#leave(key, previousRevision)
    if (!item) this.#leave(key, -change.revision)
    this.#forgetDecoded(change.revision - decodedChanges)
    this.#spill()
  }

  #forgetDecoded(revision: number): void {
    const { previous } = this.change(revision) ?? {}
    if (previous) previous.decoded = undefined
  }

  #leave(key: string, revision: number): void {
    const revisions = this.#past.get(key)
    if (revisions) revisions.push(revision)
    else this.#past.set(key, [revision])
  }

  #spill(): void {
    while (this.#inMemory > this.#memoryBytes && this.#inMemoryAfter < this.revision) {
      const entry = this.#entry(++this.#inMemoryAfter) as Entry
      entry.change = undefined
      this.#inMemory -= entry.bytes + overhead
    }
  }

  #entry(revision: number): Entry | undefined {
    const index = revision - this.#compacted - 1
    return index < 0 ? undefined : this.#entries[this.#start + index]
  }

  /** The change that made `revision`, if it is in memory. */
  change(revision: number): Change | undefined {
    return this.#entry(revision)?.change
  }

  /** Every change after `revision`, or undefined when some are on the backend only. */
  since(revision: number): Change[] | undefined {
    if (revision < this.#inMemoryAfter) return undefined
    const first = this.#start + revision - this.#compacted
    return this.#entries.slice(first).map((entry) => entry.change as Change)
  }

  /** The revision that made what `key` held at `revision`, if it has moved on since; 0: nothing. */
  versionAt(key: string, revision: number): number {
    return newestUpTo(this.#past.get(key) ?? [], revision)
  }

  /** Like {@link versionAt}, for the keys of a range that held something. */
  versionsAt(from: string, to: string, revision: number): [key: string, version: number][] {
    const found: [string, number][] = []
    for (const [key, revisions] of this.#past.entries(from, to)) {
      const version = newestUpTo(revisions, revision)
      if (version > 0) found.push([key, version])
    }
    return found
  }

  /**
   * The newest revision to forget so that at most `bytes` are kept, without touching what happened at
   * `keepAfterMs` or later; what is beyond `mostBytes` goes in any case.
   */
  excess(bytes: number, keepAfterMs: number, mostBytes: number): number {
    let kept = this.#bytes
    let revision = this.#compacted
    while (kept > bytes) {
      const next = this.#entry(revision + 1)
      if (!next || (next.atMs >= keepAfterMs && kept <= mostBytes)) break
      kept -= next.bytes
      revision++
    }
    return revision
  }

  /** Forgets up to and including `upTo`; returns the log records that nobody needs any more, oldest first. */
  forget(upTo: number): number[] {
    const obsolete: number[] = []
    while (this.#compacted < upTo && this.#start < this.#entries.length) {
      const entry = this.#entries[this.#start] as Entry
      const revision = this.#compacted + 1
      if (entry.previousRevision > 0) obsolete.push(entry.previousRevision)
      if (entry.isDeletion) obsolete.push(revision)
      this.#drop(entry, revision)
    }
    if (this.#start > 1024 && this.#start > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
    return obsolete
  }

  #drop(entry: Entry, revision: number): void {
    this.#bytes -= entry.bytes
    if (entry.change) this.#inMemory -= entry.bytes + overhead
    entry.change = undefined
    this.#start++
    this.#compacted = revision
    this.#inMemoryAfter = Math.max(this.#inMemoryAfter, revision)
    const gone = (entry.previousRevision > 0 ? 1 : 0) + (entry.isDeletion ? 1 : 0)
    if (gone === 0) return
    const revisions = this.#past.get(entry.key) ?? []
    if (revisions.length > gone) revisions.splice(0, gone)
    else this.#past.delete(entry.key)
  }
}

function newestUpTo(revisions: readonly number[], revision: number): number {
  let low = 0
  let high = revisions.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (Math.abs(revisions[middle] ?? 0) <= revision) low = middle + 1
    else high = middle
  }
  return Math.max(0, revisions[low - 1] ?? 0)
}
