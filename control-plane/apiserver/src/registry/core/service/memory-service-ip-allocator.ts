import type { Service } from '@knarr/api/core/v1'
import { type Cidr, formatIp, parseCidr, parseIp, type Random } from '@knarr/machinery'
import { NumberAllocator } from './number-allocator.ts'
import { heldIps, heldNodePorts } from './service-holdings.ts'
import type { AllocationProblem, IpFamily, ServiceIpAllocator } from './service-ip-allocator.ts'

export interface ServiceRanges {
  /** One block, or one of each family, the cluster's own first: `10.96.0.0/12`. */
  readonly cidrs: readonly string[]
  readonly nodePorts: { readonly first: number; readonly last: number }
}

export const defaultServiceRanges: ServiceRanges = {
  cidrs: ['10.96.0.0/12'],
  nodePorts: { first: 30000, last: 32767 },
}

/** Beyond this the addresses of an IPv6 block are not handed out. */
const maxRangeSize = 2n ** 20n

interface Block {
  readonly family: IpFamily
  readonly cidr: Cidr
  readonly numbers: NumberAllocator
}

/**
 * Keeps what is handed out in memory. What nobody asked for by name comes from the upper part of a range,
 * so the lower part stays free for those who do, as upstream's static and dynamic bands.
 */
export class MemoryServiceIpAllocator implements ServiceIpAllocator {
  readonly families: readonly IpFamily[]
  #blocks: readonly Block[]
  #ports: NumberAllocator
  #ranges: ServiceRanges

  constructor(random: Random, ranges: ServiceRanges = defaultServiceRanges) {
    const { first, last } = ranges.nodePorts
    this.#ranges = ranges
    this.#blocks = ranges.cidrs.map((text) => blockOf(text, random))
    this.families = this.#blocks.map(({ family }) => family)
    this.#ports = new NumberAllocator({
      size: last - first + 1,
      offset: nodePortOffset(last - first + 1),
      random,
    })
  }

  allocateIp(family: IpFamily): string | undefined {
    const block = this.#blocks.find((candidate) => candidate.family === family)
    const index = block?.numbers.allocate()
    if (!block || index === undefined) return undefined
    const ip = block.cidr.nth(index + 1)
    return ip && formatIp(ip)
  }

  reserveIp(ip: string): AllocationProblem | undefined {
    const found = this.#find(ip)
    if (!found) return `provided IP is not in the valid range. ${rangeText(this.#blocks)}`
    return found.block.numbers.reserve(found.index) ? undefined : 'provided IP is already allocated'
  }

  releaseIp(ip: string): void {
    const found = this.#find(ip)
    found?.block.numbers.release(found.index)
  }

  allocateNodePort(): number | undefined {
    const index = this.#ports.allocate()
    return index === undefined ? undefined : this.#ranges.nodePorts.first + index
  }

  reserveNodePort(port: number): AllocationProblem | undefined {
    const { first, last } = this.#ranges.nodePorts
    if (port < first || port > last) {
      return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
    }
    return this.#ports.reserve(port - first) ? undefined : 'provided port is already allocated'
  }

  releaseNodePort(port: number): void {
    this.#ports.release(port - this.#ranges.nodePorts.first)
  }

  repair(services: Iterable<Service>): void {
    const all = [...services]
    const ips = all.flatMap(heldIps).flatMap((ip) => this.#find(ip) ?? [])
    for (const block of this.#blocks) {
      block.numbers.repair(ips.filter((found) => found.block === block).map(({ index }) => index))
    }
    const { first, last } = this.#ranges.nodePorts
    const ports = all.flatMap(heldNodePorts).filter((port) => port >= first && port <= last)
    this.#ports.repair(ports.map((port) => port - first))
  }

  #find(text: string): { block: Block; index: number } | undefined {
    const ip = parseIp(text)
    const block = ip && this.#blocks.find(({ cidr }) => cidr.contains(ip))
    if (!ip || !block) return undefined
    const index = ip.value - block.cidr.network.value - 1n
    return index >= 0n && index < BigInt(block.numbers.size) ? { block, index: Number(index) } : undefined
  }
}

/** The first address of a block names the network, and of an IPv4 one the last is broadcast. */
function blockOf(text: string, random: Random): Block {
  const cidr = parseCidr(text)
  if (!cidr) throw new Error(`${text} is no address block`)
  const family: IpFamily = cidr.network.family === 4 ? 'IPv4' : 'IPv6'
  const usable = cidr.size - (family === 'IPv4' ? 2n : 1n)
  const size = Number(usable < maxRangeSize ? usable : maxRangeSize)
  return { family, cidr, numbers: new NumberAllocator({ size, offset: addressOffset(size), random }) }
}

const rangeText = (blocks: readonly Block[]): string =>
  `The range of valid IPs is ${blocks.map(({ cidr }) => cidr.toString()).join(',')}`

/** min(max(16, size/16), 256): how many addresses come last in line. */
function addressOffset(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256)
}

/** min(max(16, size/32), 128). */
function nodePortOffset(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128)
}
