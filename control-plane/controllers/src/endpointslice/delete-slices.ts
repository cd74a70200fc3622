import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import type { Client } from '@knarr/client'
import { hasReason, keyOf } from '@knarr/machinery'

/** Deletes these very slices; those that are gone are fine. */
export async function deleteSlices(slices: readonly EndpointSlice[], client: Client): Promise<void> {
  for (const slice of slices) {
    try {
      await client.delete(endpointSlices, keyOf(slice), { preconditions: { uid: slice.metadata.uid } })
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }
}
