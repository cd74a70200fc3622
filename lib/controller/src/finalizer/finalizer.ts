import type { Resource } from '@knarr/api'
import type { Client } from '@knarr/client'
import { hasReason, type KubeObject } from '@knarr/machinery'

export function hasFinalizer(object: KubeObject, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) ?? false
}

/** Keeps the object until the finalizer is removed; a Conflict means it changed since it was read. */
export async function addFinalizer<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  object: T,
  finalizer: string,
): Promise<T> {
  if (hasFinalizer(object, finalizer)) return object
  return setFinalizers(client, resource, object, [...(object.metadata.finalizers ?? []), finalizer])
}

/** Lets the object go, as far as this finalizer is concerned; one that is gone already is no error. */
export async function removeFinalizer<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  object: T,
  finalizer: string,
): Promise<void> {
  if (!hasFinalizer(object, finalizer)) return
  const finalizers = object.metadata.finalizers?.filter((other) => other !== finalizer) ?? []
  try {
    await setFinalizers(client, resource, object, finalizers)
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}

function setFinalizers<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  object: T,
  finalizers: string[],
): Promise<T> {
  return client.update(resource, { ...object, metadata: { ...object.metadata, finalizers } })
}
