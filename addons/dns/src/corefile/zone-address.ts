import { formatIp, parseCidr } from '@knarr/machinery'
import { fqdn, parseName } from '../message/name.ts'
import { CorefileError, type Location } from './corefile-error.ts'

export type Scheme = 'dns' | 'tls' | 'https'

/** What a key of a server block asks for. */
export interface ZoneAddress {
  readonly scheme: Scheme
  readonly zone: string
  readonly port: number
}

const defaultPorts: Readonly<Record<Scheme, number>> = { dns: 53, tls: 853, https: 443 }

/** Reads `[SCHEME://]ZONE[:PORT]`; a CIDR stands for the reverse zones that cover it. @throws CorefileError */
export function parseZoneAddress(
  key: string,
  at: Location,
  defaultPort: number = defaultPorts.dns,
): ZoneAddress[] {
  const [, schemeText, rest = ''] = /^(?:([a-z0-9+]+):\/\/)?(.*)$/.exec(key) ?? []
  const scheme = (schemeText ?? 'dns') as Scheme
  if (!Object.hasOwn(defaultPorts, scheme))
    throw new CorefileError(at, `unsupported scheme '${schemeText}' in '${key}'`)
  const { host, port } = splitPort(rest)
  const number = port ?? (scheme === 'dns' ? defaultPort : defaultPorts[scheme])
  if (number > 65535) throw new CorefileError(at, `invalid port in '${key}'`)
  return zonesOf(host, at).map((zone) => ({ scheme, zone, port: number }))
}

function splitPort(text: string): { host: string; port: number | undefined } {
  const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? []
  // `2001:db8::` has colons of its own; only a CIDR may be IPv6, and that ends in a prefix length.
  return port === undefined ? { host: text, port: undefined } : { host: host ?? '', port: Number(port) }
}

/** The zones of one argument: a name, or the reverse zones of a CIDR. @throws CorefileError */
export function zonesOf(text: string, at: Location): string[] {
  const cidr = parseCidr(text)
  if (cidr) return reverseZones(text)
  try {
    return [parseName(fqdn(text)).toLowerCase()]
  } catch (cause) {
    throw new CorefileError(at, `'${text}' is no zone: ${(cause as Error).message}`)
  }
}

function reverseZones(text: string): string[] {
  const cidr = parseCidr(text)
  if (!cidr) return []
  const { family } = cidr.network
  const step = family === 4 ? 8 : 4
  const digits = Math.ceil(cidr.prefixLength / step)
  const count = 2 ** (digits * step - cidr.prefixLength)
  const size = 1n << BigInt((family === 4 ? 32 : 128) - digits * step)
  return Array.from({ length: count }, (_, index) => {
    const value = cidr.network.value + BigInt(index) * size
    return reverseName({ family, value }, digits)
  })
}

/** The name below in-addr.arpa or ip6.arpa for the leading `digits` of an address, all by default. */
export function reverseName(ip: { family: 4 | 6; value: bigint }, digits?: number): string {
  const isV4 = ip.family === 4
  const parts = isV4 ? formatIp(ip).split('.') : [...ip.value.toString(16).padStart(32, '0')]
  const kept = parts.slice(0, digits ?? parts.length).reverse()
  return [...kept, isV4 ? 'in-addr.arpa.' : 'ip6.arpa.'].join('.')
}

/** The address a reverse name stands for; undefined when it is none, or one of a network. */
export function addressOfReverse(name: string): string | undefined {
  const v4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa\.$/.exec(name)
  if (v4) return `${v4[4]}.${v4[3]}.${v4[2]}.${v4[1]}`
  const v6 = /^((?:[0-9a-f]\.){32})ip6\.arpa\.$/.exec(name)
  if (!v6?.[1]) return undefined
  return formatIp({ family: 6, value: BigInt(`0x${v6[1].replaceAll('.', '').split('').reverse().join('')}`) })
}
