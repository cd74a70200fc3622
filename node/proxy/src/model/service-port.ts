export type IpFamily = 'IPv4' | 'IPv6'
export type Protocol = 'TCP' | 'UDP' | 'SCTP'

/** One port of one service, in one IP family, as a proxy sees it. */
export interface ServicePort {
  readonly namespace: string
  readonly service: string
  /** Empty where the service's only port has no name. */
  readonly portName: string
  readonly protocol: Protocol
  readonly clusterIp: string
  readonly port: number
  /** 0 where there is none. */
  readonly nodePort: number
  readonly externalIps: readonly string[]
  /** The load balancer's addresses that this node is to answer for; those of ipMode Proxy are not among them. */
  readonly loadBalancerIps: readonly string[]
  readonly sourceRanges: readonly string[]
  /** Seconds for which a client stays with its endpoint; undefined without session affinity. */
  readonly affinitySeconds: number | undefined
  readonly internalPolicyLocal: boolean
  readonly externalPolicyLocal: boolean
  readonly healthCheckNodePort: number
  readonly annotations: Readonly<Record<string, string>>
}

/** Where a service port's traffic may go. */
export interface Endpoint {
  readonly ip: string
  readonly port: number
  readonly ready: boolean
  readonly serving: boolean
  readonly terminating: boolean
  /** Whether it runs on the proxy's own node. */
  readonly isLocal: boolean
  readonly zoneHints: readonly string[]
  readonly nodeHints: readonly string[]
}

/** A service port with its endpoints, sorted by address. */
export interface ServicePortEntry {
  readonly servicePort: ServicePort
  readonly endpoints: readonly Endpoint[]
}

/** `namespace/name:port`, or `namespace/name` where the port has no name. */
export function servicePortName({ namespace, service, portName }: ServicePort): string {
  return `${namespace}/${service}${portName && `:${portName}`}`
}

/** Whether anything but the cluster IP leads to it. */
export function isExternallyAccessible(port: ServicePort): boolean {
  return port.nodePort !== 0 || port.loadBalancerIps.length > 0 || port.externalIps.length > 0
}

/**
 * Whether some of its traffic may go to endpoints anywhere. Traffic from outside may even with policy Local: what
 * the node and its pods send to an external address is spread like any other.
 */
export function usesClusterEndpoints(port: ServicePort): boolean {
  return !port.internalPolicyLocal || isExternallyAccessible(port)
}

/** Whether some of its traffic may only go to endpoints of this node. */
export function usesLocalEndpoints(port: ServicePort): boolean {
  return port.internalPolicyLocal || (port.externalPolicyLocal && isExternallyAccessible(port))
}

/** Whether traffic may go there at all: it is ready, or it ends but still serves. */
export function isReachable({ ready, serving, terminating }: Endpoint): boolean {
  return ready || (serving && terminating)
}
