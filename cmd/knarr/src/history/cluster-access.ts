import { homedir } from 'node:os'
import { join } from 'node:path'
import { contextOf, type HttpsTransport, loadKubeconfig, transportFromKubeconfig } from '@knarr/client'
import { OptionError, type OptionValues } from '@knarr/component'
import { systemClock } from '@knarr/machinery'

/** Which cluster is meant, as kubectl is told. */
export const clusterTable = {
  kubeconfig: { type: 'string', help: 'The kubeconfig to use; as kubectl finds it unless given.' },
  context: { type: 'string', help: 'Another context of it than the current one.' },
  namespace: { type: 'string', short: 'n', help: "The namespace; the context's unless given." },
} as const

export interface ClusterAccess extends Disposable {
  readonly transport: HttpsTransport
  readonly namespace: string
}

/**
 * `server` replaces the address in the kubeconfig.
 * @throws OptionError where there is no such cluster
 */
export async function accessCluster(
  values: OptionValues<typeof clusterTable>,
  { server }: { readonly server?: string } = {},
): Promise<ClusterAccess> {
  const path = kubeconfigPath(values.kubeconfig)
  try {
    const config = await loadKubeconfig(path)
    const context = values.context || config['current-context']
    const transport = await transportFromKubeconfig(config, {
      ...{ clock: systemClock, userAgent: 'knarr' },
      ...(context ? { context } : {}),
      ...(server ? { server } : {}),
    })
    const namespace = values.namespace || contextOf(config, context).namespace
    return { transport, namespace, [Symbol.dispose]: () => transport.close() }
  } catch (cause) {
    throw new OptionError(`cannot use the kubeconfig ${path}: ${(cause as Error).message}`, { cause })
  }
}

/** The kubeconfig that is meant, where kubectl would find it. */
export function kubeconfigPath(given: string | undefined): string {
  return given || process.env.KUBECONFIG || join(homedir(), '.kube', 'config')
}
