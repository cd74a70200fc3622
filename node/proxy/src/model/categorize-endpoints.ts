import {
  type Endpoint,
  type ServicePortEntry,
  usesClusterEndpoints,
  usesLocalEndpoints,
} from './service-port.ts'

/** What of a node decides which endpoints it prefers. */
export interface Topology {
  readonly nodeName: string
  /** The node's `topology.kubernetes.io/zone`, empty where it has none. */
  readonly zone: string
}

export interface EndpointCategories {
  /** For traffic of policy Cluster. */
  readonly cluster: readonly Endpoint[]
  /** For traffic of policy Local. */
  readonly local: readonly Endpoint[]
  /** Both, without repetition, as far as the service port uses them. */
  readonly reachable: readonly Endpoint[]
  /** Whether there is a usable endpoint on any node: without, traffic is rejected rather than dropped. */
  readonly hasAny: boolean
}

/**
 * Splits endpoints by what may use them. Ready ones are taken, and those that end but still serve only where none
 * is ready; hints are followed only where every ready endpoint has some and one of them means this node.
 */
export function categorizeEndpoints(
  { servicePort, endpoints }: ServicePortEntry,
  topology: Topology,
): EndpointCategories {
  const usable = readyOrServing(endpoints)
  const cluster = usesClusterEndpoints(servicePort) ? hinted(usable, topology) : []
  const local = usesLocalEndpoints(servicePort)
    ? readyOrServing(endpoints.filter(({ isLocal }) => isLocal))
    : []
  const reachable = endpoints.filter((endpoint) => cluster.includes(endpoint) || local.includes(endpoint))
  return { cluster, local, reachable, hasAny: usable.length > 0 }
}

function readyOrServing(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready)
  if (ready.length > 0) return ready
  return endpoints.filter(({ serving, terminating }) => serving && terminating)
}

function hinted(usable: readonly Endpoint[], { nodeName, zone }: Topology): readonly Endpoint[] {
  if (!usable.every(({ ready }) => ready)) return usable
  const byNode = preferred(usable, ({ nodeHints }) => nodeHints, nodeName)
  return byNode ?? preferred(usable, ({ zoneHints }) => zoneHints, zone) ?? usable
}

/** Undefined where an endpoint has no hint, or none means `here`. */
function preferred(
  endpoints: readonly Endpoint[],
  hintsOf: (endpoint: Endpoint) => readonly string[],
  here: string,
): readonly Endpoint[] | undefined {
  if (!here || !endpoints.every((endpoint) => hintsOf(endpoint).length > 0)) return undefined
  const found = endpoints.filter((endpoint) => hintsOf(endpoint).includes(here))
  return found.length > 0 ? found : undefined
}
