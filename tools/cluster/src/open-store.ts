import type { Logger } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import {
  type EtcdTarget,
  LmdbBackend,
  MemoryBackend,
  openEtcdStore,
  openStore,
  type Store,
} from '@knarr/storage'

/** Where objects are kept: in memory and gone at the end, in a directory, or in an etcd. */
export type StoreChoice =
  | 'memory'
  | { readonly directory: string }
  | { readonly etcd: EtcdTarget; readonly compactionIntervalMs?: number }

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
  const backend = choice === 'memory' ? new MemoryBackend() : await LmdbBackend.open(choice.directory)
  return await openStore(backend, { clock, firstRevision })
}
