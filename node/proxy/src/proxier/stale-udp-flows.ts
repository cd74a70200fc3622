import type { ServiceChange } from '../changes/change-tracker.ts'
import { isReachable, type ServicePort, type ServicePortEntry } from '../model/service-port.ts'

/** A kind of connection the kernel is to forget, as options of `conntrack -D`. */
export type FlowFilter = readonly string[]

interface Known {
  readonly port: ServicePort
  readonly ips: ReadonlySet<string>
}

/**
 * Which UDP connections go stale as services change. UDP has no end: a client that goes on sending is held to its
 * old endpoint, or to none, by what the kernel remembers.
 */
export class StaleUdpFlows {
  readonly #known = new Map<string, readonly Known[]>()

  /** What is stale after this change. */
  update({ key, entries }: ServiceChange): FlowFilter[] {
    const before = this.#known.get(key) ?? []
    const after = entries.filter(({ servicePort }) => servicePort.protocol === 'UDP').map(knownOf)
    if (after.length > 0) this.#known.set(key, after)
    else this.#known.delete(key)
    return [
      ...before.flatMap((known) => lost(known, after)),
      ...after.flatMap((known) => gained(known, before)),
    ]
  }
}

function knownOf({ servicePort, endpoints }: ServicePortEntry): Known {
  return { port: servicePort, ips: new Set(endpoints.filter(isReachable).map(({ ip }) => ip)) }
}

function lost(known: Known, after: readonly Known[]): FlowFilter[] {
  const now = counterpart(known, after)
  const gone = [...known.ips].filter((ip) => !now?.ips.has(ip))
  return gone.flatMap((ip) => destinations(known.port).map((filter) => [...filter, '--dst-nat', ip]))
}

/** Clients that sent while there was no endpoint go on to reach none. */
function gained(known: Known, before: readonly Known[]): FlowFilter[] {
  const was = counterpart(known, before)
  return known.ips.size > 0 && !was?.ips.size ? destinations(known.port) : []
}

function counterpart({ port }: Known, others: readonly Known[]): Known | undefined {
  return others.find((other) => other.port.port === port.port && other.port.clusterIp === port.clusterIp)
}

function destinations(port: ServicePort): FlowFilter[] {
  const ips = [port.clusterIp, ...port.externalIps, ...port.loadBalancerIps]
  return [
    ...ips.map((ip) => ['-p', 'udp', '--orig-dst', ip, '--orig-port-dst', String(port.port)]),
    ...(port.nodePort ? [['-p', 'udp', '--orig-port-dst', String(port.nodePort)]] : []),
  ]
}
