import type { Logger } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import {
  type EtcdTarget,
  forkStore,
  LmdbBackend,
  MemoryBackend,
  openEtcdStore,
  openStore,
  type Store,
} from '@knarr/storage'

/** Where objects are kept: in memory and gone at the end, in a directory, in an etcd, or as a fork of another store. */
export type StoreChoice =
  | 'memory'
  | { readonly directory: string }
  | { readonly etcd: EtcdTarget; readonly compactionIntervalMs?: number }
  | { readonly forkOf: Store }

/** Opens the store; `firstRevision` is where one that is not there yet begins to count. */
export async function openStoreOf(
  choice: StoreChoice,
  { clock, logger, firstRevision = 0 }: { clock: Clock; logger: Logger; firstRevision?: number },
): Promise<Store> {
  const log = (message: string): void => logger.warn(message)
  if (choice !== 'memory' && 'etcd' in choice) {
    const { etcd, compactionIntervalMs } = choice
    const period = compactionIntervalMs === undefined ? {} : { compactionIntervalMs }
    return await openEtcdStore(etcd, { clock, logger: log, firstRevision, ...period })
  }
  if (choice !== 'memory' && 'forkOf' in choice) return await forkStore(choice.forkOf, { clock, logger: log })
  const backend = choice === 'memory' ? new MemoryBackend() : await LmdbBackend.open(choice.directory)
  return await openStore(backend, { clock, firstRevision })
}
