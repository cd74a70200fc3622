import type { Store } from '../store.ts'
import type { EtcdStoreOptions } from './etcd-store.ts'
import type { EtcdTarget } from './etcd-target.ts'

/**
 * Opens the store in an etcd, made if it is not there yet; several processes may have it open. The code that
 * speaks to etcd is loaded now.
 */
export async function openEtcdStore(target: EtcdTarget, options: EtcdStoreOptions): Promise<Store> {
  const { openEtcd } = await import('./etcd-store.ts')
  return await openEtcd(target, options)
}
