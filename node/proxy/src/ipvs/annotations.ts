import { BlockList, isIP, isIPv6 } from 'node:net'
import { schedulers } from './ipvs-options.ts'

/** Annotation of a Service: the scheduler of its virtual servers, above `--ipvs-scheduler`. */
export const schedulerAnnotation = 'ipvs.knarr.dev/scheduler'

/**
 * Annotation of a Service: weights of its endpoints, as `10.244.0.0/24=3,10.244.1.7=0`. The longest network that an
 * endpoint's address is in counts; an endpoint in none has weight 1.
 */
export const weightsAnnotation = 'ipvs.knarr.dev/weights'

type Annotations = Readonly<Record<string, string>>

/** The scheduler that a Service asks for; undefined where it names none that Linux has. */
export function annotatedScheduler(annotations: Annotations): string | undefined {
  const name = annotations[schedulerAnnotation]?.trim()
  return name !== undefined && schedulers.includes(name) ? name : undefined
}

const defaultWeight = 1
const maxWeight = 65_535

/** An endpoint's weight by the annotations of its Service. Parts that cannot be read are as if they were not there. */
export function weightsOf(annotations: Annotations): (ip: string) => number {
  const text = annotations[weightsAnnotation]
  if (!text) return () => defaultWeight
  const rules = text
    .split(',')
    .flatMap((part) => parseRule(part.trim()))
    .sort((a, b) => b.prefix - a.prefix)
  return (ip) => rules.find(({ has }) => has(ip))?.weight ?? defaultWeight
}

interface WeightRule {
  readonly prefix: number
  readonly weight: number
  has(ip: string): boolean
}

function parseRule(text: string): WeightRule[] {
  const [, address = '', length, digits = ''] = /^([^/=]+)(?:\/(\d+))?=(\d+)$/.exec(text) ?? []
  const weight = Number(digits)
  const bits = isIP(address) === 6 ? 128 : 32
  const prefix = Number(length ?? bits)
  if (!isIP(address) || prefix > bits || weight > maxWeight) return []
  const has = networkHas(`${address}/${prefix}`)
  return [{ prefix, weight, has }]
}

/** Whether an address lies in the network. */
export function networkHas(cidr: string): (ip: string) => boolean {
  const [address = '', prefix = ''] = cidr.split('/')
  const type = isIPv6(address) ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  list.addSubnet(address, Number(prefix || (type === 'ipv6' ? 128 : 32)), type)
  return (ip) => (isIPv6(ip) ? 'ipv6' : 'ipv4') === type && list.check(ip, type)
}
