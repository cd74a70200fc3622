import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { createClient, createIfMissing, type Transport } from '@knarr/client'
import { deepEqual } from '@knarr/machinery'
import { defaultRequestHeaders, type RequestHeaderOptions } from '../authn/request-header.ts'

const namespace = 'kube-system'
const name = 'extension-apiserver-authentication'

export interface AuthenticationInfo {
  /** PEM: whose client certificates this server believes. */
  readonly clientCa: string
  /** PEM: whose certificates are those of front proxies, this server's own among them. */
  readonly frontProxyCa: string
  readonly requestHeaders?: RequestHeaderOptions
}

/** Tells extension API servers how to know who asks: upstream's ConfigMap of that name, kept as it must be. */
export async function ensureAuthenticationInfo(
  transport: Transport,
  info: AuthenticationInfo,
): Promise<void> {
  const client = createClient(transport)
  const { requestHeaders = defaultRequestHeaders } = info
  const data = {
    'client-ca-file': info.clientCa,
    'requestheader-allowed-names': JSON.stringify(requestHeaders.allowedNames),
    'requestheader-client-ca-file': info.frontProxyCa,
    'requestheader-extra-headers-prefix': JSON.stringify(requestHeaders.extraPrefixes),
    'requestheader-group-headers': JSON.stringify(requestHeaders.groupHeaders),
    'requestheader-uid-headers': JSON.stringify(requestHeaders.uidHeaders),
    'requestheader-username-headers': JSON.stringify(requestHeaders.usernameHeaders),
  }
  await createIfMissing<ConfigMap>(client, configMaps, { metadata: { namespace, name }, data })
  const present = await client.get<ConfigMap>(configMaps, { namespace, name })
  if (!deepEqual(present.data, data)) await client.update<ConfigMap>(configMaps, { ...present, data })
}
