import { createHash } from 'node:crypto'
import type { Endpoint, ServicePort } from '../model/service-port.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const lengthLimit = 240

/** What upstream calls the chains of a service port, behind a prefix such as `service-`. */
export function servicePortBase(port: ServicePort): string {
  return hashAndTruncate(nameOf(port))
}

/** What upstream calls the chain and the affinity set of an endpoint, behind their prefixes. */
export function endpointBase(port: ServicePort, { ip, port: endpointPort }: Endpoint): string {
  // A colon ends a name in nft's language.
  return hashAndTruncate(`${nameOf(port)}__${ip.replaceAll(':', '.')}/${endpointPort}`)
}

function nameOf({ namespace, service, protocol, portName }: ServicePort): string {
  return `${namespace}/${service}/${protocol.toLowerCase()}/${portName}`
}

function hashAndTruncate(name: string): string {
  const hash = createHash('sha256').update(name).digest().readUIntBE(0, 5)
  const digits = Array.from({ length: 8 }, (_, index) => alphabet[Math.floor(hash / 32 ** (7 - index)) % 32])
  const text = `${digits.join('')}-${name}`
  return text.length > lengthLimit ? `${text.slice(0, lengthLimit - 3)}...` : text
}
