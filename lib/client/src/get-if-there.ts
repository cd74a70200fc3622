import type { Resource } from '@knarr/api'
import { hasReason, type KubeObject, type ObjectKey } from '@knarr/machinery'
import type { Client } from './client.ts'

/** The object; undefined where there is none of that name. */
export async function getIfThere<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  key: ObjectKey,
): Promise<T | undefined> {
  try {
    return await client.get(resource, key)
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined
    throw error
  }
}
