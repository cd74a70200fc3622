import type { Resource } from '@knarr/api'
import { type Draft, hasReason, type KubeObject } from '@knarr/machinery'
import type { Client } from './client.ts'
import { getIfThere } from './get-if-there.ts'

/** Creates the object unless one of its name is there, which stays as it is. */
export async function createIfMissing<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  draft: Draft<T>,
): Promise<void> {
  const { name = '', namespace = '' } = draft.metadata
  // Asked first: creating a Service that is there is refused for its address, not for its name.
  if (await getIfThere(client, resource, { name, namespace })) return
  try {
    await client.create(resource, draft)
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error
  }
}
