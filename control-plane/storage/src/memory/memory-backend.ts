import type { Backend, Batch, Entry } from '../backend.ts'
import { OrderedMap } from '../ordered-map.ts'

/** Keeps everything in memory, gone with the object; disposing of it keeps the entries, so a store can be reopened. */
export class MemoryBackend implements Backend {
  #entries: OrderedMap<Uint8Array> = new OrderedMap()

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#entries.get(key)
  }

  async *range(from: string, to: string): AsyncGenerator<Entry> {
    yield* this.#entries.entries(from, to)
  }

  async commit(batch: Batch): Promise<void> {
    for (const key of batch.deletes ?? []) this.#entries.delete(key)
    for (const [key, value] of batch.puts ?? []) this.#entries.set(key, value)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
