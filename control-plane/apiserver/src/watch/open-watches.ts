import type { WatchStream } from './watch-stream.ts'

/** The watches being served, so that the server can end them all when it stops. */
export class OpenWatches {
  #streams = new Set<WatchStream>()
  #isClosed = false

  add(stream: WatchStream): void {
    this.#streams.add(stream)
    stream.onClose(() => this.#streams.delete(stream))
    if (this.#isClosed) stream.close()
  }

  get count(): number {
    return this.#streams.size
  }

  /** Ends them all, and those that are still to come. */
  close(): void {
    this.#isClosed = true
    for (const stream of [...this.#streams]) stream.close()
  }
}
