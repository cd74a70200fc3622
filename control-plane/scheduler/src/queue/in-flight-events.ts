import type { ClusterEvent } from '../framework/cluster-event.ts'

/**
 * Events seen while pods are being tried or bound: they may have come too late for those pods, and must be
 * looked at when one comes back. One log serves all pods; it is as long as the oldest attempt needs.
 */
export class InFlightEvents {
  readonly #startOf = new Map<string, number>()
  readonly #log: ClusterEvent[] = []
  /** The position of the log's first event. */
  #base = 0

  begin(uid: string): void {
    this.#startOf.set(uid, this.#base + this.#log.length)
  }

  record(event: ClusterEvent): void {
    if (this.#startOf.size > 0) this.#log.push(event)
  }

  /** Ends the pod's attempt and gives what happened since it began. */
  end(uid: string): readonly ClusterEvent[] {
    const start = this.#startOf.get(uid)
    if (start === undefined) return []
    const events = this.#log.slice(start - this.#base)
    this.#startOf.delete(uid)
    this.#trim()
    return events
  }

  /** Ends the attempt of a pod that will not come back. */
  forget(uid: string): void {
    if (this.#startOf.delete(uid)) this.#trim()
  }

  has(uid: string): boolean {
    return this.#startOf.has(uid)
  }

  #trim(): void {
    // The map is in order of beginning, so its first entry is the oldest.
    const [oldest = this.#base + this.#log.length] = this.#startOf.values()
    if (oldest === this.#base) return
    this.#log.splice(0, oldest - this.#base)
    this.#base = oldest
  }
}
