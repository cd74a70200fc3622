import { prefixEnd } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { deleteIfPresent } from '../registry/delete-object.ts'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { Operation } from '../registry/operation.ts'

/** Held by a definition until no object of it is left. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

/** Begins to delete every object of the operation's resource; resolves with how many are still there. */
export async function deleteInstances(operation: Omit<Operation, 'namespace'>): Promise<number> {
  const { registry, resource } = operation
  const from = resourcePrefix(resource.storage)
  const { items } = await registry.store.range(from, prefixEnd(from))
  let left = 0
  for (const item of items) {
    const { name, namespace = '' } = objectOf(item).metadata
    const deleted = await deleteIfPresent({ ...operation, namespace }, name, {})
    if (deleted && !deleted.isGone) left++
  }
  return left
}
