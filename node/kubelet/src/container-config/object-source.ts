import { type ConfigMap, configMaps, type Secret, secrets } from '@knarr/api/core/v1'
import { type Client, getIfThere } from '@knarr/client'

/** Where a pod's configuration comes from; undefined when the object does not exist. */
export interface ObjectSource {
  configMap(namespace: string, name: string): Promise<ConfigMap | undefined>
  secret(namespace: string, name: string): Promise<Secret | undefined>
}

/** Reads each object from the API when it is needed. */
export function apiObjectSource(client: Client): ObjectSource {
  return {
    configMap: (namespace, name) => getIfThere(client, configMaps, { namespace, name }),
    secret: (namespace, name) => getIfThere(client, secrets, { namespace, name }),
  }
}
