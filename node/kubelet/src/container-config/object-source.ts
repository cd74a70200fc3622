import { type ConfigMap, configMaps, type Secret, secrets } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { hasReason } from '@knarr/machinery'

/** Where a pod's configuration comes from; undefined when the object does not exist. */
export interface ObjectSource {
  configMap(namespace: string, name: string): Promise<ConfigMap | undefined>
  secret(namespace: string, name: string): Promise<Secret | undefined>
}

/** Reads each object from the API when it is needed. */
export function apiObjectSource(client: Client): ObjectSource {
  const orUndefined = async <T>(read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read
    } catch (error) {
      if (hasReason(error, 'NotFound')) return undefined
      throw error
    }
  }
  return {
    configMap: (namespace, name) => orUndefined(client.get(configMaps, { namespace, name })),
    secret: (namespace, name) => orUndefined(client.get(secrets, { namespace, name })),
  }
}
