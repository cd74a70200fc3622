import type { Service } from '@knarr/api/core/v1'

export type IpFamily = 'IPv4' | 'IPv6'

/** Why an address or a node port could not be had, in upstream's words. */
export type AllocationProblem = string

/** Hands out cluster IPs and node ports, each to one service at a time. Implemented by the server. */
export interface ServiceIpAllocator {
  /** The families cluster IPs are handed out in, the cluster's own first. */
  readonly families: readonly IpFamily[]
  /** A free address, from the dynamic part of the range while that lasts; undefined if there is none. */
  allocateIp(family: IpFamily): string | undefined
  /** Takes this address; answers what keeps it from being taken. */
  reserveIp(ip: string): AllocationProblem | undefined
  releaseIp(ip: string): void
  allocateNodePort(): number | undefined
  reserveNodePort(port: number): AllocationProblem | undefined
  releaseNodePort(port: number): void
  /**
   * Takes what these services (all there are) hold and frees the rest, but for what was handed out since
   * the last call: at the start, and from time to time to mend what writes that failed left behind.
   */
  repair(services: Iterable<Service>): void
}
