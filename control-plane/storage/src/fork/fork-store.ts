import type { Backend } from '../backend.ts'
import { MemoryBackend } from '../memory/memory-backend.ts'
import { History } from '../mvcc/history.ts'
import { type StoreOptions, storeAt } from '../mvcc/mvcc-store.ts'
import { OrderedMap } from '../ordered-map.ts'
import type { Store } from '../store.ts'
import { ForkBackend } from './fork-backend.ts'

export interface ForkOptions extends Omit<StoreOptions, 'firstRevision'> {
  /** Where the fork is kept, empty; in memory unless given. It then belongs to the fork. */
  readonly backend?: Backend
}

const everything = ['', '\u{10ffff}\u{10ffff}'] as const

/**
 * A second store that begins with what `store` holds now and then goes its own way. Values are shared until one of
 * the two writes; the past stays with the origin. A fork on a disk may be read at once, and lasts without its origin
 * from its first write on, or once it was disposed of.
 */
export async function forkStore(store: Store, options: ForkOptions): Promise<Store> {
  const { items, revision } = await store.range(...everything)
  const point = { revision, atMs: options.clock.now() }
  const backend = options.backend
    ? ForkBackend.lasting(options.backend, items, point)
    : await ForkBackend.sharing(new MemoryBackend(), items, point)
  return storeAt(
    backend,
    (memoryBytes) => ({
      // The items themselves are shared, and with them what readers keep beside a value: its decoded form.
      state: OrderedMap.ofSorted(
        items.map(({ key }) => key),
        items,
      ),
      history: new History(revision, memoryBytes),
      leftover: [],
    }),
    options,
  )
}
