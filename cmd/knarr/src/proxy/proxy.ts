import { isIP, isIPv6 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { type Node, nodes } from '@knarr/api/core/v1'
import { type Client, createClient } from '@knarr/client'
import { createLogger, type Logger } from '@knarr/component'
import { runCommand } from '@knarr/linux'
import { systemClock, systemRandom } from '@knarr/machinery'
import { chooseProxyMode, cleanUpProxy, type ProxyOptions, runProxy } from '@knarr/proxy'
import { accessCluster } from '../history/cluster-access.ts'
import { StartError } from '../start-error.ts'
import { signalled } from '../up/signalled.ts'
import { nodePortAddressesOf, type ProxyCommandOptions, parseProxyOptions } from './proxy-options.ts'

const enter = (command: readonly string[]): string[] => [...command]

/** `knarr proxy`: runs until a signal. */
export async function proxy(args: readonly string[]): Promise<number> {
  const options = parseProxyOptions(args)
  if ('help' in options) {
    console.log(options.help)
    return 0
  }
  const logger = createLogger({
    level: 'info',
    write: (line) => void process.stderr.write(line),
    clock: systemClock,
  })
  if (options.cleanup) {
    await cleanUpProxy({ clock: systemClock, logger, enter })
    return 0
  }
  const stopped = signalled()
  using access = await accessCluster({ kubeconfig: options.kubeconfig, context: '', namespace: '' })
  const running = runProxy(await settingsOf(options, createClient(access.transport), logger))
  await stopped
  await running.stop()
  return 0
}

async function settingsOf(
  options: ProxyCommandOptions,
  client: Client,
  logger: Logger,
): Promise<ProxyOptions> {
  const { bindAddress, clusterCidrs, masqueradeAll, choice, healthzPort, metricsPort } = options
  const nodeName = options.hostnameOverride || hostname().trim().toLowerCase()
  const nodeIps = isUnspecified(bindAddress) ? nodeIpsOf(await nodeNamed(client, nodeName)) : [bindAddress]
  const machine = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ internal }) => !internal).map(({ address }) => address),
  )
  const { mode: wanted, ipvs } = choice
  const { scheduler } = ipvs
  const mode = await chooseProxyMode({ wanted, scheduler, logger, run: runCommand, enter })
  return {
    ...{ client, clock: systemClock, random: systemRandom, logger, enter, mode, ipvs, masqueradeAll },
    ...{ nodeName, nodeIps, podCidrs: clusterCidrs },
    nodePortAddresses: nodePortAddressesOf(options.nodePortAddresses, nodeIps, machine),
    listeners: {
      ...(healthzPort ? { health: { host: bindAddress, port: healthzPort } } : {}),
      ...(metricsPort ? { metrics: { host: '127.0.0.1', port: metricsPort } } : {}),
    },
  }
}

function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

async function nodeNamed(client: Client, name: string): Promise<Node> {
  try {
    return await client.get(nodes, { name, namespace: '' })
  } catch (cause) {
    throw new StartError(`cannot read node "${name}": ${(cause as Error).message}`, { cause })
  }
}

/** The first address of each family, internal ones before external ones. */
function nodeIpsOf({ metadata, status }: Node): string[] {
  const ofType = (wanted: string): string[] =>
    (status?.addresses ?? [])
      .filter(({ type, address }) => type === wanted && isIP(address))
      .map(({ address }) => address)
  const all = [...ofType('InternalIP'), ...ofType('ExternalIP')]
  const found = [all.find((ip) => !isIPv6(ip)), all.find(isIPv6)].filter((ip) => ip !== undefined)
  if (found.length === 0) throw new StartError(`node "${metadata.name}" has no address; give --bind-address`)
  return found
}
