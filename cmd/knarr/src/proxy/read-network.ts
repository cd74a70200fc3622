import { isIP, isIPv6 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { type Node, nodes } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { NodeNetwork } from '@knarr/proxy'
import { StartError } from '../start-error.ts'
import { nodePortAddressesOf, type ProxyCommandOptions } from './proxy-options.ts'

/** The node that is meant, and its addresses: as told, or as the cluster says. */
export async function readNetwork(
  options: ProxyCommandOptions,
  client: Client,
): Promise<NodeNetwork & { readonly nodeName: string }> {
  const { bindAddress, masqueradeAll, choice } = options
  const { mode, masqueradeBit } = choice
  const nodeName = options.hostnameOverride || hostname().trim().toLowerCase()
  const isNodeRead = isUnspecified(bindAddress) || options.isLocalByNode
  const node = isNodeRead ? await nodeNamed(client, nodeName) : undefined
  const nodeIps = node && isUnspecified(bindAddress) ? nodeIpsOf(node) : [bindAddress]
  const podCidrs = node && options.isLocalByNode ? podCidrsOf(node) : options.clusterCidrs
  const network = { nodeName, nodeIps, podCidrs, masqueradeAll, mode, masqueradeBit }
  if (options.nodePortAddresses.length === 0) return network
  const machine = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ internal }) => !internal).map(({ address }) => address),
  )
  return { ...network, nodePortAddresses: nodePortAddressesOf(options.nodePortAddresses, nodeIps, machine) }
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

function podCidrsOf({ metadata, spec }: Node): readonly string[] {
  const { podCIDR, podCIDRs = podCIDR ? [podCIDR] : [] } = spec ?? {}
  if (podCIDRs.length === 0)
    throw new StartError(`node "${metadata.name}" has no podCIDRs, which --detect-local-mode=NodeCIDR needs`)
  return podCIDRs
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
