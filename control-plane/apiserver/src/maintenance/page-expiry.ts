/**
 * From when on the later pages of a list are still given out. The log is kept for longer, for those who ask
 * for a revision; but clients of upstream rely on pages to end within minutes, as they do where etcd is
 * compacted every five (`--etcd-compaction-interval`).
 */
export class PageExpiry {
  #oldest = 0
  #next = 0

  get oldestRevision(): number {
    return this.#oldest
  }

  /** A period has passed: what was there when the last one did is the oldest from now on. */
  pass(revision: number): void {
    this.#oldest = this.#next
    this.#next = revision
  }
}
