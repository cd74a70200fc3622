import type { EndpointSlice } from '@knarr/api/discovery/v1'

interface Written {
  /** Infinity for a slice that was deleted. */
  readonly revision: number
  readonly atMs: number
}

/** How long to wait for an informer that never shows what was written. */
const patienceMs = 30_000

/**
 * Which slices a service was given that the lister does not show yet. New slices have random names, so that
 * judging by an old list would make them twice.
 */
export class SliceTracker {
  readonly #written = new Map<string, Map<string, Written>>()

  wrote(service: string, { metadata }: EndpointSlice, atMs: number): void {
    this.#of(service).set(metadata.uid, { revision: Number(metadata.resourceVersion), atMs })
  }

  deleted(service: string, { metadata }: EndpointSlice, atMs: number): void {
    this.#of(service).set(metadata.uid, { revision: Number.POSITIVE_INFINITY, atMs })
  }

  /** An informer showed that the slice is gone. */
  gone(service: string, uid: string): void {
    this.#written.get(service)?.delete(uid)
  }

  forget(service: string): void {
    this.#written.delete(service)
  }

  /** Whether these slices, from the lister, are as new as what was written. */
  isCurrent(service: string, slices: readonly EndpointSlice[], nowMs: number): boolean {
    const written = this.#of(service)
    const shown = new Map(slices.map(({ metadata }) => [metadata.uid, Number(metadata.resourceVersion)]))
    for (const [uid, { revision, atMs }] of [...written]) {
      const isShown = (shown.get(uid) ?? -1) >= revision
      if (isShown || nowMs - atMs > patienceMs) written.delete(uid)
    }
    return written.size === 0
  }

  #of(service: string): Map<string, Written> {
    const written = this.#written.get(service) ?? new Map()
    this.#written.set(service, written)
    return written
  }
}
