import type { Clock } from '@knarr/machinery'

interface Expected {
  creations: number
  readonly deletions: Set<string>
  readonly at: number
}

const timeoutMs = 5 * 60_000

/**
 * What a controller has done but its lister has not shown yet. While something is expected the controller
 * must not judge by the lister; after five minutes it stops waiting. Keys are `keyText` of the owner.
 */
export class Expectations {
  readonly #expected = new Map<string, Expected>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Call before creating `count` objects. */
  expectCreations(key: string, count: number): void {
    const deletions = this.#expected.get(key)?.deletions
    this.#expected.set(key, { creations: count, deletions: deletions ?? new Set(), at: this.#clock.now() })
  }

  /** Call before deleting the objects with these uids. */
  expectDeletions(key: string, uids: Iterable<string>): void {
    const creations = this.#expected.get(key)?.creations ?? 0
    this.#expected.set(key, { creations, deletions: new Set(uids), at: this.#clock.now() })
  }

  /** An informer showed an object of this owner, or its creation failed. */
  creationObserved(key: string): void {
    const expected = this.#expected.get(key)
    if (expected) expected.creations--
  }

  /** An informer showed this object gone or going, or its deletion failed. Seen twice, it counts once. */
  deletionObserved(key: string, uid: string): void {
    this.#expected.get(key)?.deletions.delete(uid)
  }

  /** Whether the lister has caught up, or nothing is expected, or it was waited for long enough. */
  satisfied(key: string): boolean {
    const expected = this.#expected.get(key)
    if (!expected) return true
    if (expected.creations <= 0 && expected.deletions.size === 0) return true
    return this.#clock.now() - expected.at > timeoutMs
  }

  /** Forgets the owner, when it is gone. */
  delete(key: string): void {
    this.#expected.delete(key)
  }
}
