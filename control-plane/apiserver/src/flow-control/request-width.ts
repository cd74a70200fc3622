import { prefixEnd, type Store } from '@knarr/storage'
import { collectionPrefix, type KeyedResource } from '../registry/object-keys.ts'
import type { ServerRequest } from '../request/server-request.ts'

const objectsPerSeat = 100
const maxSeats = 10

export interface WidthParts {
  readonly store: Store
  /** The resource as it is kept, where there is one. */
  storageOf(info: ServerRequest['info']): KeyedResource | undefined
}

/** Whether a request may take more than one seat: lists do, by how many objects they read. */
export function isWide({ info }: ServerRequest): boolean {
  return info.verb === 'list' && !info.name
}

/** The seats of a list, at most `most`. */
export async function listWidth(
  { query, info }: ServerRequest,
  { store, storageOf }: WidthParts,
  most: number,
): Promise<number> {
  const resource = storageOf(info)
  if (!resource) return 1
  const prefix = collectionPrefix(resource, info.namespace)
  const { items, remaining } = await store.range(prefix, prefixEnd(prefix), { limit: 1 })
  const count = items.length + remaining
  const limit = Number(query.get('limit') ?? 0)
  const hasSelector = query.has('labelSelector') || query.has('fieldSelector')
  // With a selector more is read than is answered: how much more nobody knows.
  const read =
    limit > 0 && query.get('resourceVersion') !== '0' ? Math.min(count, hasSelector ? count : limit) : count
  return Math.min(Math.max(Math.ceil(read / objectsPerSeat), 1), maxSeats, most)
}
