import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { badRequest, type Clock } from '@knarr/machinery'
import { HttpsTransport } from '../https/https-transport.ts'
import { contextOf, type Kubeconfig, type KubeconfigUser } from './kubeconfig.ts'

export interface KubeconfigTransportOptions {
  readonly clock: Clock
  /** Another than the current context. */
  readonly context?: string
  /** Another than the cluster's, as kubectl's `--server`. */
  readonly server?: string
  readonly userAgent?: string
}

const tokenCacheMs = 60_000

/** A transport to a context's cluster as its user; reads the files the kubeconfig names. */
export async function transportFromKubeconfig(
  config: Kubeconfig,
  { clock, context, userAgent, server }: KubeconfigTransportOptions,
): Promise<HttpsTransport> {
  const { cluster, user } = contextOf(config, context)
  assertKnownUser(user)
  const pem = (data: string | undefined, path: string | undefined): Promise<string | undefined> =>
    pemOf(config.directory, data, path)
  const ca = await pem(cluster['certificate-authority-data'], cluster['certificate-authority'])
  const cert = await pem(user['client-certificate-data'], user['client-certificate'])
  const key = await pem(user['client-key-data'], user['client-key'])
  return new HttpsTransport({
    server: server ?? cluster.server,
    clock,
    userAgent,
    ca,
    cert,
    key,
    insecureSkipTlsVerify: cluster['insecure-skip-tls-verify'],
    tlsServerName: cluster['tls-server-name'],
    token: user.tokenFile ? tokenFrom(resolve(config.directory, user.tokenFile), clock) : user.token,
    impersonate: user.as ? { user: user.as, groups: user['as-groups'] } : undefined,
  })
}

function assertKnownUser(user: KubeconfigUser): void {
  for (const field of ['exec', 'auth-provider', 'username'] as const) {
    if (user[field]) throw badRequest(`kubeconfig users with "${field}" are not supported`)
  }
}

async function pemOf(directory: string, data?: string, path?: string): Promise<string | undefined> {
  if (data) return Buffer.from(data, 'base64').toString('utf8')
  return path ? readFile(resolve(directory, path), 'utf8') : undefined
}

/** Tokens in files are replaced before they expire: what was read is good for a minute. */
function tokenFrom(path: string, clock: Clock): () => Promise<string> {
  let token = ''
  let readAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (clock.now() - readAt < tokenCacheMs) return token
    token = (await readFile(path, 'utf8')).trim()
    readAt = clock.now()
    return token
  }
}
