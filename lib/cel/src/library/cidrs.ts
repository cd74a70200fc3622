import { type Cidr, cidrOf, formatIp, type Ip, parseCidr } from '@knarr/machinery'
import type { CallCost, Library } from '../check/declarations.ts'
import { traversal, traversalFactor } from '../cost/call-costs.ts'
import { scaled, sum, unbounded } from '../cost/range.ts'
import { boolType, type CelType, intType, opaqueType, stringType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { sizeOf } from '../values/size.ts'
import { OpaqueValue } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'
import { IpValue, ipOf, ipType } from './ips.ts'

const cidrType = opaqueType('net.CIDR')

class CidrValue extends OpaqueValue {
  readonly type: CelType = cidrType
  readonly cidr: Cidr

  constructor(cidr: Cidr) {
    super()
    this.cidr = cidr
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof CidrValue && cidrText(other) === cidrText(this)
  }
}

function readCidr(text: string): Cidr | undefined {
  const cidr = parseCidr(text)
  return cidr && (cidr.ip.family === 6 || !text.includes(':')) ? cidr : undefined
}

function cidrValue(text: string): CidrValue {
  const cidr = readCidr(text)
  if (cidr) return new CidrValue(cidr)
  const name = JSON.stringify(text)
  throw new CelError(
    `network address parse error during conversion from string: netip.ParsePrefix(${name}): unable to parse`,
  )
}

function cidrText({ cidr }: CidrValue): string {
  return `${formatIp(cidr.ip)}/${cidr.prefixLength}`
}

function containsIp({ cidr }: CidrValue, ip: Ip): boolean {
  return cidr.contains(ip)
}

function containsCidr({ cidr }: CidrValue, { cidr: inner }: CidrValue): boolean {
  return cidr.prefixLength <= inner.prefixLength && cidr.contains(inner.network)
}

const addressBytes = { min: 4, max: 16 }

/** Comparing addresses byte by byte, so many times, after reading the second from text if it is one. */
function comparing(times: number, isText: boolean): CallCost {
  const extra = times > 2 ? 1 : 0
  const bytes = ({ cidr }: CidrValue): number => (cidr.ip.family === 4 ? 4 : 16)
  return {
    actual: ([cidr, other]) => {
      const compared = cidr instanceof CidrValue ? bytes(cidr) : addressBytes.max
      const first = Math.ceil(compared * 2 * traversalFactor)
      const masked = times > 2 ? Math.ceil(compared * traversalFactor) : 0
      return first + masked + extra + (isText ? Math.ceil(sizeOf(other) * traversalFactor) : 0)
    },
    estimate: (args) => {
      const first = scaled(sum(addressBytes, addressBytes), traversalFactor)
      const masked =
        times > 2 ? sum(scaled(addressBytes, traversalFactor), { min: 1, max: 1 }) : { min: 0, max: 0 }
      const read = isText ? scaled(args[1]?.size ?? unbounded, traversalFactor) : { min: 0, max: 0 }
      return { cost: sum(first, masked, read) }
    },
  }
}

const text = takes(stringType)
const block = takes(cidrType)

/** `cidr('10.0.0.0/8')` and what is in a block. */
export const cidrLibrary: Library = {
  types: new Map([['net.CIDR', cidrType]]),
  functions: [
    declare('cidr', overload('string_to_cidr', text.gives(cidrType, traversal()), cidrValue)),
    declare(
      'isCIDR',
      overload(
        'is_cidr',
        text.gives(boolType, traversal()),
        (given: string) => readCidr(given) !== undefined,
      ),
    ),
    declare(
      'containsIP',
      method(
        'cidr_contains_ip_string',
        takes(cidrType, stringType).gives(boolType, comparing(2, true)),
        (cidr: CidrValue, given: string) => containsIp(cidr, ipOf(given).ip),
      ),
      method(
        'cidr_contains_ip_ip',
        takes(cidrType, ipType).gives(boolType, comparing(2, false)),
        (cidr: CidrValue, { ip }: IpValue) => containsIp(cidr, ip),
      ),
    ),
    declare(
      'containsCIDR',
      method(
        'cidr_contains_cidr_string',
        takes(cidrType, stringType).gives(boolType, comparing(3, true)),
        (cidr: CidrValue, given: string) => containsCidr(cidr, cidrValue(given)),
      ),
      method(
        'cidr_contains_cidr',
        takes(cidrType, cidrType).gives(boolType, comparing(3, false)),
        containsCidr,
      ),
    ),
    declare(
      'ip',
      method('cidr_ip', block.gives(ipType), ({ cidr }: CidrValue) => new IpValue(cidr.ip)),
    ),
    declare(
      'prefixLength',
      method('cidr_prefix_length', block.gives(intType), ({ cidr }: CidrValue) => BigInt(cidr.prefixLength)),
    ),
    declare(
      'masked',
      method('cidr_masked', block.gives(cidrType), ({ cidr }: CidrValue) => {
        return new CidrValue(cidrOf(cidr.network, cidr.prefixLength))
      }),
    ),
    declare('string', overload('cidr_to_string', block.gives(stringType), cidrText)),
  ],
}
