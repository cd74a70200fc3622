import type { NodeRules } from '../model/node-rules.ts'
import type { IpFamily } from '../model/service-port.ts'

/** What the rules of a node depend on beside its services. */
export interface NftOptions extends NodeRules {
  /** Networks of which every address that is no service's is dropped. */
  readonly serviceCidrs: readonly string[]
}

/** Words of nft's language that differ between IP families. */
export interface NftWords {
  readonly ip: 'ip' | 'ip6'
  readonly addressType: 'ipv4_addr' | 'ipv6_addr'
}

export function wordsOf(family: IpFamily): NftWords {
  return family === 'IPv4' ? { ip: 'ip', addressType: 'ipv4_addr' } : { ip: 'ip6', addressType: 'ipv6_addr' }
}

/** The statement that marks a packet for masquerading. */
export function markForMasquerade({ masqueradeMark }: NftOptions): string {
  return `mark set mark or ${hex(masqueradeMark)}`
}

export function hex(mark: number): string {
  return `0x${mark.toString(16)}`
}
