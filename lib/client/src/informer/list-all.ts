import type { Resource } from '@knarr/api'
import { hasReason, type KubeList, type KubeObject } from '@knarr/machinery'
import type { Client, ListOptions } from '../client.ts'

export interface FullList<T> {
  readonly items: readonly T[]
  readonly resourceVersion: string
}

const pageSize = 500

/** Lists page by page; if the continue token expires on the way, once more in one piece (client-go's pager). */
export async function listAll<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  options: ListOptions = {},
): Promise<FullList<T>> {
  const exact = options.resourceVersion && options.resourceVersion !== '0'
  const paged = exact ? options : { limit: pageSize, ...options }
  const first = await client.list(resource, paged)
  const items: T[] = [...first.items]
  let page: KubeList<T> = first
  while (page.metadata.continue) {
    try {
      const { resourceVersion: _, ...rest } = paged
      page = await client.list(resource, { ...rest, continue: page.metadata.continue })
    } catch (error) {
      if (!hasReason(error, 'Expired')) throw error
      return fullListOf(await client.list(resource, { ...options, limit: undefined }))
    }
    items.push(...page.items)
  }
  return { items, resourceVersion: first.metadata.resourceVersion ?? '' }
}

function fullListOf<T extends KubeObject>(list: KubeList<T>): FullList<T> {
  return { items: list.items, resourceVersion: list.metadata.resourceVersion ?? '' }
}
