import { formatIp, type Ip, parseIp } from '@knarr/machinery'
import type { Library } from '../check/declarations.ts'
import { traversal } from '../cost/call-costs.ts'
import { boolType, type CelType, intType, opaqueType, stringType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { OpaqueValue } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'

export const ipType: CelType = opaqueType('net.IP')

export class IpValue extends OpaqueValue {
  readonly type: CelType = ipType
  readonly ip: Ip

  constructor(ip: Ip) {
    super()
    this.ip = ip
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof IpValue && other.ip.family === this.ip.family && other.ip.value === this.ip.value
  }
}

/** The address, which may have no zone and be no IPv4 address written in IPv6. */
export function ipOf(text: string): IpValue {
  if (text.includes('%'))
    throw new CelError(`IP address ${JSON.stringify(text)} with zone value is not allowed`)
  const ip = parseIp(text)
  if (!ip) {
    const name = JSON.stringify(text)
    throw new CelError(
      `IP Address ${name} parse error during conversion from string: ParseAddr(${name}): unable to parse IP`,
    )
  }
  if (ip.family === 4 && text.includes(':')) {
    throw new CelError(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`)
  }
  return new IpValue(ip)
}

function isIp(text: string): boolean {
  const ip = parseIp(text)
  return ip !== undefined && (ip.family === 6 || !text.includes(':'))
}

/** Whether the address's first bits are those of the number. */
function startsWith(ip: Ip, bits: number, prefix: bigint): boolean {
  return ip.value >> BigInt((ip.family === 4 ? 32 : 128) - bits) === prefix
}

const isUnspecified = ({ ip }: IpValue): boolean => ip.value === 0n

function isLoopback({ ip }: IpValue): boolean {
  return ip.family === 4 ? startsWith(ip, 8, 127n) : ip.value === 1n
}

function isMulticast(ip: Ip): boolean {
  return ip.family === 4 ? startsWith(ip, 4, 0xen) : startsWith(ip, 8, 0xffn)
}

function isLinkLocalMulticast({ ip }: IpValue): boolean {
  if (ip.family === 4) return startsWith(ip, 24, 0xe00000n)
  return isMulticast(ip) && ((ip.value >> 112n) & 0x0fn) === 2n
}

function isLinkLocalUnicast({ ip }: IpValue): boolean {
  return ip.family === 4 ? startsWith(ip, 16, 0xa9fen) : startsWith(ip, 10, 0x3fan)
}

/** Any address that is none of the special ones. */
function isGlobalUnicast(value: IpValue): boolean {
  const isBroadcast = value.ip.family === 4 && value.ip.value === 0xffff_ffffn
  return (
    !isBroadcast &&
    !isUnspecified(value) &&
    !isLoopback(value) &&
    !isMulticast(value.ip) &&
    !isLinkLocalUnicast(value)
  )
}

const text = takes(stringType)
const address = takes(ipType)

/** `ip('10.0.0.1')` and what is asked of addresses. */
export const ipLibrary: Library = {
  types: new Map([['net.IP', ipType]]),
  functions: [
    declare('ip', overload('string_to_ip', text.gives(ipType, traversal()), ipOf)),
    declare('isIP', overload('is_ip', text.gives(boolType, traversal()), isIp)),
    declare(
      'ip.isCanonical',
      overload('ip_is_canonical', text.gives(boolType, traversal({ times: 2 })), (given: string) => {
        return formatIp(ipOf(given).ip) === given
      }),
    ),
    declare(
      'family',
      method('ip_family', address.gives(intType), ({ ip }: IpValue) => BigInt(ip.family)),
    ),
    declare('isUnspecified', method('ip_is_unspecified', address.gives(boolType), isUnspecified)),
    declare('isLoopback', method('ip_is_loopback', address.gives(boolType), isLoopback)),
    declare(
      'isLinkLocalMulticast',
      method('ip_is_link_local_multicast', address.gives(boolType), isLinkLocalMulticast),
    ),
    declare(
      'isLinkLocalUnicast',
      method('ip_is_link_local_unicast', address.gives(boolType), isLinkLocalUnicast),
    ),
    declare('isGlobalUnicast', method('ip_is_global_unicast', address.gives(boolType), isGlobalUnicast)),
    declare(
      'string',
      overload('ip_to_string', address.gives(stringType), ({ ip }: IpValue) => formatIp(ip)),
    ),
  ],
}
