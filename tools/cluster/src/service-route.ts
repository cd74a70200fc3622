import { CommandError, type NodeNamespaces, overlaps, parseCidr, type RunCommand } from '@knarr/linux'

export interface ServiceRoute {
  /** Where cluster IPs or load balancers' addresses come from. */
  readonly serviceCidr: string
  /** The host's name servers: a network that holds one is another cluster's, on whose pod this is the host. */
  readonly nameServers: readonly string[]
  readonly run: RunCommand
}

/**
 * Lets the host reach the addresses of services, through a node; the route goes with the host's link to the nodes. Answers why not
 * where the host needs that network otherwise.
 */
export async function routeServices(node: NodeNamespaces, route: ServiceRoute): Promise<string | undefined> {
  const { serviceCidr, nameServers, run } = route
  const isNeeded = nameServers.some(
    (ip) => !ip.includes(':') && overlaps(parseCidr(ip), parseCidr(serviceCidr)),
  )
  if (isNeeded) return `a name server of the host is in ${serviceCidr}`
  try {
    await run(['ip', 'route', 'add', serviceCidr, 'via', node.address])
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const known = await run(['ip', '-4', 'route', 'show', 'exact', serviceCidr])
    if (!known.includes(`via ${node.address} `)) return error.stderr.trim()
  }
  return undefined
}
