import type { Node, Service } from '@knarr/api/core/v1'
import type { EndpointSlice } from '@knarr/api/discovery/v1'
import type { Topology } from '../model/categorize-endpoints.ts'
import type { Endpoint, IpFamily, ServicePort, ServicePortEntry } from '../model/service-port.ts'
import { servicePortsOf } from './service-ports.ts'
import { endpointsOfSlice } from './slice-endpoints.ts'

/** A service's ports as they are now; none where it is gone or no longer the proxy's. */
export interface ServiceChange {
  /** `namespace/name`. */
  readonly key: string
  readonly entries: readonly ServicePortEntry[]
}

const serviceNameLabel = 'kubernetes.io/service-name'
const zoneLabel = 'topology.kubernetes.io/zone'

interface Tracked {
  service: Service | undefined
  /** By name. */
  readonly slices: Map<string, EndpointSlice>
}

/**
 * Services and endpoint slices of one IP family, and which services changed since they were last taken. Taking costs
 * what the changed services cost, however many others there are.
 */
export class ChangeTracker {
  readonly #family: IpFamily
  readonly #tracked = new Map<string, Tracked>()
  #changed = new Set<string>()
  #topology: Topology

  constructor(options: { readonly family: IpFamily; readonly nodeName: string }) {
    this.#family = options.family
    this.#topology = { nodeName: options.nodeName, zone: '' }
  }

  get topology(): Topology {
    return this.#topology
  }

  /** How many services changed since `take`. */
  get pending(): number {
    return this.#changed.size
  }

  /** Returns whether that is a change to the proxy. */
  updateService(service: Service): boolean {
    const key = keyOf(service.metadata.namespace, service.metadata.name)
    const tracked = this.#trackedAt(key)
    const before = tracked.service && servicePortsOf(tracked.service, this.#family)
    tracked.service = service
    const after = servicePortsOf(service, this.#family)
    return this.#noted(key, JSON.stringify(before ?? []) !== JSON.stringify(after))
  }

  deleteService({ metadata }: Service): boolean {
    const key = keyOf(metadata.namespace, metadata.name)
    const tracked = this.#tracked.get(key)
    if (!tracked?.service) return false
    tracked.service = undefined
    this.#forgetIfEmpty(key, tracked)
    return this.#noted(key, true)
  }

  updateSlice(slice: EndpointSlice): boolean {
    const key = serviceOf(slice)
    if (!key || slice.addressType !== this.#family) return false
    const { slices } = this.#trackedAt(key)
    const before = slices.get(slice.metadata.name ?? '')
    slices.set(slice.metadata.name ?? '', slice)
    return this.#noted(key, !before || contentOf(before) !== contentOf(slice))
  }

  deleteSlice(slice: EndpointSlice): boolean {
    const key = serviceOf(slice)
    const tracked = key ? this.#tracked.get(key) : undefined
    if (!key || !tracked?.slices.delete(slice.metadata.name ?? '')) return false
    this.#forgetIfEmpty(key, tracked)
    return this.#noted(key, true)
  }

  /** Another zone of the proxy's own node changes every service. */
  updateNode({ metadata }: Node): boolean {
    const { nodeName, zone: before } = this.#topology
    const zone = metadata.labels?.[zoneLabel] ?? ''
    if (metadata.name !== nodeName || zone === before) return false
    this.#topology = { nodeName, zone }
    return this.touchAll()
  }

  /** Marks every service as changed. */
  touchAll(): boolean {
    for (const key of this.#tracked.keys()) this.#changed.add(key)
    return this.#changed.size > 0
  }

  /** Marks services as changed again, as when they could not be written. */
  touch(keys: Iterable<string>): void {
    for (const key of keys) this.#changed.add(key)
  }

  /** The services that changed since the last call. */
  take(): ServiceChange[] {
    const changed = [...this.#changed]
    this.#changed = new Set()
    return changed.map((key) => ({ key, entries: this.#entriesOf(key) }))
  }

  #entriesOf(key: string): ServicePortEntry[] {
    const { service, slices } = this.#tracked.get(key) ?? {}
    if (!service || !slices) return []
    return servicePortsOf(service, this.#family).map((servicePort) => ({
      servicePort,
      endpoints: endpointsOf(servicePort, slices.values(), this.#topology.nodeName),
    }))
  }

  #trackedAt(key: string): Tracked {
    const found = this.#tracked.get(key)
    if (found) return found
    const made: Tracked = { service: undefined, slices: new Map() }
    this.#tracked.set(key, made)
    return made
  }

  #forgetIfEmpty(key: string, { service, slices }: Tracked): void {
    if (!service && slices.size === 0) this.#tracked.delete(key)
  }

  #noted(key: string, isChange: boolean): boolean {
    if (isChange) this.#changed.add(key)
    return isChange
  }
}

/** An address and port that several slices give counts once. */
function endpointsOf(port: ServicePort, slices: Iterable<EndpointSlice>, nodeName: string): Endpoint[] {
  const found = new Map<string, Endpoint>()
  for (const slice of slices) {
    for (const endpoint of endpointsOfSlice(slice, port, nodeName)) {
      const key = `${endpoint.ip}/${endpoint.port}`
      const other = found.get(key)
      if (!other || rank(endpoint) > rank(other)) found.set(key, endpoint)
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Endpoint)
}

/** Of two slices' words on one endpoint, the better one counts. */
function rank({ ready, serving }: Endpoint): number {
  return ready ? 2 : serving ? 1 : 0
}

function serviceOf({ metadata }: EndpointSlice): string | undefined {
  const name = metadata.labels?.[serviceNameLabel]
  return name ? keyOf(metadata.namespace, name) : undefined
}

function contentOf({ endpoints, ports }: EndpointSlice): string {
  return JSON.stringify([endpoints, ports])
}

function keyOf(namespace = '', name = ''): string {
  return `${namespace}/${name}`
}
