/** An IPv4 network. */
export interface Cidr {
  readonly base: number
  readonly prefix: number
}

export function parseCidr(text: string): Cidr {
  const match = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(text)
  const prefix = Number(match?.[2] ?? 32)
  if (!match?.[1] || prefix > 32) throw new Error(`invalid IPv4 network ${JSON.stringify(text)}`)
  return { base: (parseAddress(match[1]) & maskOf(prefix)) >>> 0, prefix }
}

export function cidrText(cidr: Cidr): string {
  return `${addressText(cidr.base)}/${cidr.prefix}`
}

/** How many addresses a network has. */
export function sizeOf(cidr: Cidr): number {
  return 2 ** (32 - cidr.prefix)
}

/** The address `offset` places after the network's own; from its end when negative. */
export function addressAt(cidr: Cidr, offset: number): string {
  const position = offset < 0 ? sizeOf(cidr) + offset : offset
  if (position < 0 || position >= sizeOf(cidr)) throw new Error(`${cidrText(cidr)} has no address ${offset}`)
  return addressText(cidr.base + position)
}

/** The `index`-th network of `prefix` bits in `cidr`. */
export function subnetAt(cidr: Cidr, prefix: number, index: number): Cidr {
  const base = cidr.base + index * 2 ** (32 - prefix)
  if (prefix < cidr.prefix || index < 0 || base >= cidr.base + sizeOf(cidr)) {
    throw new Error(`${cidrText(cidr)} has no /${prefix} with index ${index}`)
  }
  return { base, prefix }
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.base < b.base + sizeOf(b) && b.base < a.base + sizeOf(a)
}

export function parseAddress(text: string): number {
  const parts = text.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) {
    throw new Error(`invalid IPv4 address ${JSON.stringify(text)}`)
  }
  return parts.reduce((address, part) => address * 256 + part, 0)
}

export function addressText(address: number): string {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.')
}

function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0
}
