import { createHash } from 'node:crypto'
import { type Endpoint, type ServicePort, servicePortName } from '../model/service-port.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const prefixes = {
  cluster: 'KUBE-SVC-',
  local: 'KUBE-SVL-',
  firewall: 'KUBE-FW-',
  external: 'KUBE-EXT-',
} as const
const endpointPrefix = 'KUBE-SEP-'

export type ServiceChains = Readonly<Record<keyof typeof prefixes, string>>

/** What upstream calls the chains of a service port. */
export function serviceChainsOf(port: ServicePort): ServiceChains {
  const hash = hashOf(servicePortName(port) + port.protocol.toLowerCase())
  const named = Object.entries(prefixes).map(([kind, prefix]) => [kind, prefix + hash])
  return Object.fromEntries(named) as ServiceChains
}

/** What upstream calls the chain of an endpoint of a service port; `at` is its address and port. */
export function endpointChainOf(port: ServicePort, at: string): string {
  return endpointPrefix + hashOf(servicePortName(port) + port.protocol.toLowerCase() + at)
}

/** An endpoint as a rule's target. */
export function targetOf({ ip, port }: Endpoint): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}

/** Whether a chain belongs to some service, of this process or an earlier one. */
export function isServiceChain(chain: string): boolean {
  return [...Object.values(prefixes), endpointPrefix].some((prefix) => chain.startsWith(prefix))
}

/** Sixteen digits of base32: 80 bits. */
function hashOf(name: string): string {
  const hash = createHash('sha256').update(name).digest().subarray(0, 10)
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, (digit) => alphabet[Number.parseInt(digit, 2)] as string)
}
