import type { KubeObject } from '@knarr/machinery'
import type { WatchEvent } from '../transport.ts'
import type { Selects } from './fake-selection.ts'
import type { FakeChange } from './fake-store.ts'

/** One open watch: events wait until they are read, and are then handed over in one batch. */
export class FakeWatch implements AsyncIterable<readonly WatchEvent[]> {
  #ready: WatchEvent[] = []
  #wake: () => void = () => {}
  #closed = false
  readonly #onClose: () => void

  constructor(onClose: () => void) {
    this.#onClose = onClose
  }

  push(...events: readonly WatchEvent[]): void {
    if (this.#closed) return
    this.#ready.push(...events)
    this.#wake()
  }

  /** Ends the iteration once what is ready has been read. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#onClose()
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly WatchEvent[]> {
    try {
      while (true) {
        if (this.#ready.length > 0) {
          const batch = this.#ready
          this.#ready = []
          yield batch
        } else if (this.#closed) return
        else await this.#waitForMore()
      }
    } finally {
      this.close()
    }
  }

  #waitForMore(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

/** A change as a watcher with this selection sees it: an object that leaves the selection is deleted to it. */
export function eventOf({ type, object, previous }: FakeChange, selects: Selects): WatchEvent<KubeObject>[] {
  const was = previous !== undefined && selects(previous)
  const is = type !== 'DELETED' && selects(object)
  if (is) return [{ type: was ? 'MODIFIED' : 'ADDED', object }]
  return was ? [{ type: 'DELETED', object }] : []
}

/** A BOOKMARK: the revision, and what it marks. */
export function bookmark(
  kind: { readonly apiVersion: string; readonly kind: string },
  revision: number,
  annotations?: Readonly<Record<string, string>>,
): WatchEvent {
  const metadata = { resourceVersion: String(revision), ...(annotations ? { annotations } : {}) }
  return Object.freeze({ type: 'BOOKMARK', object: Object.freeze({ ...kind, metadata }) })
}
