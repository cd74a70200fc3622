import type { AdmissionContext } from '../admission/admission-plugin.ts'
import type { ProxyTls } from '../proxy/reverse-proxy.ts'
import type { Address } from '../proxy/service-endpoint.ts'
import { serviceEndpoint } from '../proxy/service-endpoint.ts'
import type { UserInfo } from '../request/server-request.ts'
import type { RemoteApi } from './remote-apis.ts'

/** With what this server shows other servers that it speaks for its clients: PEM. */
export interface ProxyClient {
  readonly cert: string
  readonly key: string
}

/** Asked only where there is another server to ask. */
export type ProxyClientSource = () => Promise<ProxyClient>

/** Where an APIService answers now, and how it is known by TLS. */
export interface Backend {
  readonly address: Address
  readonly tls: ProxyTls
  /** `https://ADDRESS:PORT`, as errors show it. */
  readonly origin: string
}

/** @throws StatusError where its service has no ready endpoint */
export async function backendOf(
  { spec }: RemoteApi,
  context: AdmissionContext,
  client: ProxyClientSource | undefined,
): Promise<Backend> {
  const { namespace = '', name = '', port = 443 } = spec.service
  const address = await serviceEndpoint({ namespace, name, port }, context)
  const ca = spec.caBundle && Buffer.from(spec.caBundle, 'base64').toString()
  return {
    address,
    origin: `https://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`,
    tls: {
      servername: `${name}.${namespace}.svc`,
      isUnverified: spec.insecureSkipTLSVerify ?? false,
      ...(ca ? { ca } : {}),
      ...(await client?.()),
    },
  }
}

/** Who asks, in the headers that extension API servers believe a front proxy (upstream's names). */
export function identityHeaders({
  name,
  uid,
  groups,
  extra = {},
}: UserInfo): Record<string, string | string[]> {
  const extras = Object.entries(extra).map(([key, values]) => [`x-remote-extra-${escaped(key)}`, [...values]])
  return {
    'x-remote-user': name,
    ...(uid ? { 'x-remote-uid': uid } : {}),
    ...(groups.length > 0 ? { 'x-remote-group': [...groups] } : {}),
    ...Object.fromEntries(extras),
  }
}

/** What no header's name may have is written as in a URL. */
function escaped(key: string): string {
  return key
    .toLowerCase()
    .replace(/[^!#$&'*+\-.^_`|~0-9a-z]/g, (char) =>
      [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    )
}
