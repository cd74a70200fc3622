import { stringify } from 'yaml'
import type { KeyPair } from './certificate-authority.ts'

export interface KubeconfigOptions {
  /** `https://127.0.0.1:6443`. */
  readonly server: string
  /** PEM of the authority the server's certificate is checked by. */
  readonly authority: string
  readonly user: string
  readonly client: KeyPair
  /** Of cluster and context; `knarr` unless given. */
  readonly name?: string
  readonly namespace?: string
}

/** A kubeconfig with everything in it: one cluster, one user, one context. */
export function kubeconfigFor(options: KubeconfigOptions): string {
  const { server, authority, user, client, name = 'knarr', namespace } = options
  const cluster = { server, 'certificate-authority-data': base64(authority) }
  const context = { cluster: name, user, ...(namespace ? { namespace } : {}) }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [
      {
        name: user,
        user: { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) },
      },
    ],
    contexts: [{ name, context }],
    'current-context': name,
    preferences: {},
  })
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
