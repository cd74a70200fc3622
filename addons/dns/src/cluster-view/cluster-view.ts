import {
  type Namespace,
  type Node,
  namespaces,
  nodes,
  type Pod,
  pods,
  type Service,
  services,
} from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import type { Informer, InformerFactory } from '@knarr/client'
import type { Clock, KubeObject } from '@knarr/machinery'

const byName = 'dns/service-name'
const byAddress = 'dns/address'

/** The cluster as DNS sees it, every look-up by an index. One view serves any number of configurations. */
export class ClusterView {
  readonly #informers: InformerFactory
  readonly #clock: Clock
  readonly #services: Informer<Service>
  readonly #slices: Informer<EndpointSlice>
  readonly #namespaces: Informer<Namespace>
  #pods: Informer<Pod> | undefined
  #nodes: Informer<Node> | undefined
  #serial: number
  #pending = new Set<unknown>()
  readonly #syncing: Promise<void>[] = []
  readonly #listeners = new Set<() => void>()
  readonly #sliceListeners = new Set<(slice: EndpointSlice) => void>()

  /** Make it before the informers start. */
  constructor(informers: InformerFactory, clock: Clock) {
    this.#informers = informers
    this.#clock = clock
    this.#serial = Math.floor(clock.now() / 1000)
    this.#services = informers.informer(services)
    this.#slices = informers.informer(endpointSlices)
    this.#namespaces = informers.informer(namespaces)
    this.#services.addIndex(byAddress, clusterIpsOf)
    this.#slices.addIndex(byName, serviceKeysOf)
    this.#slices.addIndex(byAddress, ({ endpoints }) =>
      (endpoints ?? []).flatMap(({ addresses }) => addresses),
    )
    const told = (slice: EndpointSlice): void => {
      for (const listener of this.#sliceListeners) listener(slice)
    }
    this.#slices.addHandler({ onAdd: told, onUpdate: told })
    this.#follow(this.#services)
    this.#follow(this.#slices)
    this.#follow(this.#namespaces)
  }

  /** Whether everything asked for has been listed once. */
  get isSynced(): boolean {
    return this.#pending.size === 0
  }

  /** Resolves once it is, for everything asked for up to now. */
  async synced(): Promise<void> {
    await Promise.all(this.#syncing)
  }

  /** Seconds since 1970 of the last change; rises with every change, as an SOA's serial must. */
  get serial(): number {
    return this.#serial
  }

  /** Calls back at every change until the function returned is called. */
  onChange(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => void this.#listeners.delete(changed)
  }

  /** Calls back with every slice that comes or changes until the function returned is called. */
  onSlice(changed: (slice: EndpointSlice) => void): () => void {
    this.#sliceListeners.add(changed)
    return () => void this.#sliceListeners.delete(changed)
  }

  /** Watches pods from now on, for `pods verified`. */
  watchPods(): void {
    if (this.#pods) return
    this.#pods = this.#informers.informer(pods)
    this.#pods.addIndex(byAddress, ({ status }) => (status?.podIPs ?? []).flatMap(({ ip }) => ip ?? []))
    this.#follow(this.#pods)
  }

  /** Watches nodes from now on, for `federation`. */
  watchNodes(): void {
    if (this.#nodes) return
    this.#nodes = this.#informers.informer(nodes)
    this.#follow(this.#nodes)
  }

  allNodes(): readonly Node[] {
    return this.#nodes?.list() ?? []
  }

  namespace(name: string): Namespace | undefined {
    return this.#namespaces.get({ namespace: '', name })
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get({ namespace, name })
  }

  allServices(): readonly Service[] {
    return this.#services.list()
  }

  servicesAt(address: string): readonly Service[] {
    return this.#services.byIndex(byAddress, address)
  }

  slicesOf(namespace: string, service: string): readonly EndpointSlice[] {
    return this.#slices.byIndex(byName, `${namespace}/${service}`)
  }

  slicesAt(address: string): readonly EndpointSlice[] {
    return this.#slices.byIndex(byAddress, address)
  }

  /** Pods that run at the address; those on their node's network have none of their own. */
  podsAt(address: string): readonly Pod[] {
    const found = this.#pods?.byIndex(byAddress, address) ?? []
    return found.filter(
      ({ spec, status }) => !spec.hostNetwork && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
    )
  }

  #follow<T extends KubeObject>(informer: Informer<T>): void {
    const changed = (): void => {
      this.#serial = Math.max(this.#serial + 1, Math.floor(this.#clock.now() / 1000))
      for (const listener of this.#listeners) listener()
    }
    informer.addHandler({ onAdd: changed, onUpdate: changed, onDelete: changed })
    this.#pending.add(informer)
    this.#syncing.push(informer.synced().then(() => void this.#pending.delete(informer)))
  }
}

function clusterIpsOf({ spec }: Service): readonly string[] {
  const ips = spec?.clusterIPs ?? (spec?.clusterIP ? [spec.clusterIP] : [])
  return ips.filter((ip) => ip !== 'None' && ip !== '')
}

function serviceKeysOf({ metadata }: EndpointSlice): readonly string[] {
  const name = metadata.labels?.['kubernetes.io/service-name']
  return name ? [`${metadata.namespace}/${name}`] : []
}
