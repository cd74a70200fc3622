import { existsSync } from 'node:fs'
import { parseKubeconfig, transportFromKubeconfig } from '@knarr/client'
import { OptionError } from '@knarr/component'
import { systemClock } from '@knarr/machinery'
import { accessCluster, type ClusterAccess, kubeconfigPath } from '../history/cluster-access.ts'
import type { ProxyCommandOptions } from './proxy-options.ts'

/**
 * The cluster whose services are meant. `--master` replaces the kubeconfig's address, and where no kubeconfig is given
 * or to be found it is asked without saying who asks, as upstream does.
 */
export async function proxyAccess({ kubeconfig, master }: ProxyCommandOptions): Promise<ClusterAccess> {
  if (master !== '' && !URL.canParse(master))
    throw new OptionError(`invalid value "${master}" for --master: must be a URL`)
  const server = master === '' ? {} : { server: master }
  if (master === '' || kubeconfig !== '' || existsSync(kubeconfigPath(kubeconfig)))
    return accessCluster({ kubeconfig, context: '', namespace: '' }, server)
  const named = {
    clusters: [{ name: 'master', cluster: server }],
    contexts: [{ name: 'master', context: { cluster: 'master', user: 'nobody' } }],
    users: [{ name: 'nobody', user: {} }],
    'current-context': 'master',
  }
  const config = parseKubeconfig(JSON.stringify(named))
  const transport = await transportFromKubeconfig(config, { clock: systemClock, userAgent: 'knarr' })
  return { transport, namespace: 'default', [Symbol.dispose]: () => transport.close() }
}
