import { formatIp, type Ip, parseIp } from './ip.ts'

/** A block of addresses. */
export interface Cidr {
  /** The address as it was written, host bits kept. */
  readonly ip: Ip
  /** The block's first address. */
  readonly network: Ip
  readonly prefixLength: number
  /** How many addresses the block has. */
  readonly size: bigint
  contains(ip: Ip | string): boolean
  /** The address `index` places after the first, or undefined outside the block; negative counts from the end. */
  nth(index: bigint | number): Ip | undefined
  /** `10.0.0.0/8`, host bits cleared. */
  toString(): string
}

/** Reads `address/prefix` as Go's `net.ParseCIDR` does; undefined if it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  const ip = slash < 0 ? undefined : parseIp(text.slice(0, slash))
  const prefix = text.slice(slash + 1)
  if (!ip || !/^(0|[1-9]\d{0,2})$/.test(prefix)) return undefined
  // An IPv4 address written in IPv6 has a prefix of up to 128 bits, 96 of which are the mapping.
  const isMapped = ip.family === 4 && text.includes(':')
  const prefixLength = Number(prefix) - (isMapped ? 96 : 0)
  if (prefixLength < 0 || prefixLength > bitsOf(ip)) return undefined
  return cidrOf(ip, prefixLength)
}

/** The block of `prefixLength` bits that `ip` is in. */
export function cidrOf(ip: Ip, prefixLength: number): Cidr {
  const hostBits = BigInt(bitsOf(ip) - prefixLength)
  const base = (ip.value >> hostBits) << hostBits
  const network: Ip = { family: ip.family, value: base }
  const size = 1n << hostBits
  return {
    ip,
    network,
    prefixLength,
    size,
    contains(other) {
      const address = typeof other === 'string' ? parseIp(other) : other
      return address?.family === ip.family && address.value >> hostBits === base >> hostBits
    },
    nth(index) {
      const offset = BigInt(index) < 0n ? size + BigInt(index) : BigInt(index)
      return offset >= 0n && offset < size ? { family: ip.family, value: base + offset } : undefined
    },
    toString: () => `${formatIp(network)}/${prefixLength}`,
  }
}

const bitsOf = (ip: Ip): number => (ip.family === 4 ? 32 : 128)
