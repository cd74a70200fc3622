import type { GrpcAddress } from '@knarr/rpc'

/** Where an etcd is, and as whom to speak to it. */
export interface EtcdTarget {
  /** `http://host:port` or `https://host:port`, tried in turn. */
  readonly endpoints: readonly string[]
  /** Whom to trust over https, and the client's own certificate. */
  readonly tls?: GrpcAddress['tls']
  readonly username?: string
  readonly password?: string
  /** Stands before every key, so that stores may share an etcd. None unless given. */
  readonly prefix?: string
}

/**
 * Reads `etcd://[user:password@]host[:port][,host[:port]…][/prefix]`; `etcds://` is over TLS.
 * @throws TypeError
 */
export function parseEtcdUrl(url: string): EtcdTarget {
  const match = /^etcd(s?):\/\/(?:([^:@/]+):([^@/]*)@)?([^/@]+)(?:\/(.*))?$/.exec(url)
  if (!match) throw new TypeError(`${JSON.stringify(url)} is not like etcd://host:port[,host:port]`)
  const [, s = '', username, password, hosts = '', prefix] = match
  const endpoints = hosts.split(',').map((host) => endpointOf(`http${s}`, host, url))
  return {
    endpoints,
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(prefix ? { prefix: prefix.endsWith('/') ? prefix : `${prefix}/` } : {}),
  }
}

function endpointOf(scheme: string, host: string, url: string): string {
  const [, name, port = '2379'] = /^(\[[0-9a-fA-F:]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(host) ?? []
  if (!name || !URL.canParse(`${scheme}://${name}:${port}`))
    throw new TypeError(`${JSON.stringify(url)} names no host in ${JSON.stringify(host)}`)
  return `${scheme}://${name}:${port}`
}
