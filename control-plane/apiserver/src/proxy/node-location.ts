import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type Node, nodes } from '@knarr/api/core/v1'
import { badRequest, internalError, notFound } from '@knarr/machinery'
import { isProxyable, type Lookup, proxyNameOf, urlAt } from './proxy-location.ts'
import type { ProxyTarget, ProxyTls } from './reverse-proxy.ts'

/** What is said of kubelets, by flags or otherwise. */
export interface KubeletSettings {
  /** Kinds of addresses in the order they are tried; upstream's unless given. */
  readonly addressTypes?: readonly string[]
  /** Instead of what the server has of its own. */
  readonly tls?: ProxyTls
}

/** How this server reaches kubelets. */
export interface KubeletConnection extends KubeletSettings {
  /** With what the server shows who it is, and tells kubelets by; asked for at every call. */
  readonly client: (() => Promise<ProxyTls>) | undefined
}

/** Upstream's `--kubelet-preferred-address-types`. */
const usualAddressTypes = ['Hostname', 'InternalDNS', 'InternalIP', 'ExternalDNS', 'ExternalIP']
const usualPort = 10250
/** A URL does not keep the port its scheme has anyway. */
const usualPortOf = { http: 80, https: 443 }

/**
 * Where a node answers: its kubelet, by HTTPS and as this server, unless another port is named; that by the scheme
 * named, as nobody. @throws StatusError
 */
export async function nodeLocation(
  id: string,
  { find }: Pick<Lookup, 'find'>,
  { addressTypes = usualAddressTypes, client, tls = {} }: KubeletConnection,
): Promise<ProxyTarget> {
  const { scheme, name, port } = proxyNameOf(id, 'node')
  const node = await find<Node>(nodes, { namespace: '', name })
  if (!node) throw notFound({ group: '', plural: 'nodes' }, name)
  const host = addressOf(node, addressTypes)
  const address = await resolved(host)
  const kubeletPort = String(node.status?.daemonEndpoints?.kubeletEndpoint?.Port || usualPort)
  const isKubelet = port === '' || port === kubeletPort
  const url = isKubelet ? urlAt('https', host, kubeletPort) : urlAt(scheme, host, port)
  return {
    ...{ url, address: { host: address, port: Number(url.port || usualPortOf[scheme]) } },
    tls: isKubelet ? kubeletTls({ ...(await client?.()), ...tls }) : { isUnverified: true },
  }
}

/** Without an authority kubelets are believed, as upstream believes them. */
function kubeletTls(tls: ProxyTls): ProxyTls {
  return tls.ca === undefined ? { ...tls, isUnverified: true } : tls
}

/** The address to connect to: what was judged is what is called. @throws StatusError BadRequest */
async function resolved(host: string): Promise<string> {
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => [])
  const [first] = found
  if (!first) throw badRequest(`lookup ${host}: no such host`)
  if (!found.every(({ address }) => isProxyable(address))) throw badRequest('address not allowed')
  return first.address
}

function addressOf({ status }: Node, addressTypes: readonly string[]): string {
  const addresses = status?.addresses ?? []
  for (const wanted of addressTypes) {
    const found = addresses.find(({ type }) => type === wanted)
    if (found) return found.address
  }
  const known = addresses.map(({ type, address }) => `{${type} ${address}}`).join(' ')
  throw internalError(new Error(`no preferred addresses found; known addresses: [${known}]`))
}
