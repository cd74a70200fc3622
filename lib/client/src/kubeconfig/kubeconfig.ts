import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { badRequest } from '@knarr/machinery'
import { parse } from 'yaml'

/** How to reach a cluster, and as whom, under names that contexts join (`clientcmd.api.v1.Config`). */
export interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: KubeconfigCluster }[]
  readonly users: readonly { readonly name: string; readonly user: KubeconfigUser }[]
  readonly contexts: readonly { readonly name: string; readonly context: KubeconfigContext }[]
  readonly 'current-context'?: string
  /** Where relative file names in it start from. */
  readonly directory: string
}

export interface KubeconfigCluster {
  readonly server: string
  readonly 'certificate-authority'?: string
  readonly 'certificate-authority-data'?: string
  readonly 'insecure-skip-tls-verify'?: boolean
  readonly 'tls-server-name'?: string
}

export interface KubeconfigUser {
  readonly token?: string
  readonly tokenFile?: string
  readonly 'client-certificate'?: string
  readonly 'client-certificate-data'?: string
  readonly 'client-key'?: string
  readonly 'client-key-data'?: string
  readonly as?: string
  readonly 'as-groups'?: readonly string[]
  readonly exec?: unknown
  readonly 'auth-provider'?: unknown
  readonly username?: string
}

export interface KubeconfigContext {
  readonly cluster: string
  readonly user: string
  readonly namespace?: string
}

/** Reads a kubeconfig's text, YAML or JSON; file names in it are taken from `directory` on. */
export function parseKubeconfig(text: string, directory = '.'): Kubeconfig {
  const config = (parse(text) ?? {}) as Partial<Kubeconfig>
  const { clusters, users, contexts } = config
  return { ...config, clusters: clusters ?? [], users: users ?? [], contexts: contexts ?? [], directory }
}

/** Reads a kubeconfig file. */
export async function loadKubeconfig(path: string): Promise<Kubeconfig> {
  return parseKubeconfig(await readFile(path, 'utf8'), dirname(resolve(path)))
}

/** The parts a context joins; the current one unless named. */
export function contextOf(
  config: Kubeconfig,
  name: string | undefined = config['current-context'],
): { cluster: KubeconfigCluster; user: KubeconfigUser; namespace: string } {
  const context = config.contexts.find((entry) => entry.name === name)?.context
  if (!context) throw badRequest(name ? `context "${name}" does not exist` : 'no current context is set')
  const cluster = config.clusters.find((entry) => entry.name === context.cluster)?.cluster
  if (!cluster?.server) throw badRequest(`cluster "${context.cluster}" does not exist`)
  const user = config.users.find((entry) => entry.name === context.user)?.user ?? {}
  return { cluster, user, namespace: context.namespace ?? 'default' }
}
