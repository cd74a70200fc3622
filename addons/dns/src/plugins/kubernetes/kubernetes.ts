import type { Service } from '@knarr/api/core/v1'
import { parseIp } from '@knarr/machinery'
import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { addressOfReverse } from '../../corefile/zone-address.ts'
import { isWithin, joinName, zoneOf } from '../../message/name.ts'
import { type ResourceRecord, recordOf } from '../../message/record.ts'
import type { Handler, PluginSetup, Query, Repeat, Reply, Site } from '../../plugin.ts'
import { onlyDirective } from '../../plugin-options.ts'
import { type KubernetesOptions, kubernetesOptions } from './kubernetes-options.ts'
import { type ClusterName, parseClusterName, type ServiceName } from './parse-name.ts'
import { measureProgramming } from './programming-latency.ts'
import { describe } from './query-metadata.ts'
import {
  endpointName,
  exposedService,
  isExposed,
  type ServiceTarget,
  srvRecords,
  targetsOf,
} from './service-records.ts'
import { whileNothingChanges, whileServiceStays } from './standing.ts'
import { nameServer, nameServerAddresses, startOfAuthority, zoneRecords } from './zone-records.ts'

/** Answers for services, endpoints and pods, by the Kubernetes DNS specification 1.1.0. */
export const kubernetes: PluginSetup = {
  name: 'kubernetes',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const options = kubernetesOptions(directive, site.zones)
    const view = site.environment.cluster
    if (!view) throw new CorefileError(directive, 'no cluster to read: start with a kubeconfig')
    if (options.pods === 'verified') view.watchPods()
    site.onReady('kubernetes', () => view.isSynced)
    site.searchPaths.set('@kubernetes', (query) => searchPathOf(view, options, query))
    site.metadataProviders.push((query, said) => describe(view, options, query, said))
    site.zoneSources.push({
      zone: (name) => zoneRecords(view, options, name),
      onChange(changed) {
        site.onStop(view.onChange(changed))
      },
    })
    measureProgramming(view, site)
    const answering = new KubernetesAnswers(view, options, site)
    return (next) => (query, signal) => answering.answer(query, next, signal)
  },
}

/** The search path of the pod a query comes from. */
function searchPathOf(
  view: ClusterView,
  { pods, zones }: KubernetesOptions,
  { client }: Query,
): readonly string[] | undefined {
  const zone = zones.find((one) => !one.endsWith('.arpa.'))
  const [pod] = pods === 'verified' ? view.podsAt(client.address) : []
  if (!pod || !zone) return undefined
  return [joinName(`${pod.metadata.namespace}.svc`, zone), joinName('svc', zone), zone]
}

const versionTtl = 28_800

/** What was found: records, none of the type, or no such name. */
type Found = readonly ResourceRecord[] | 'NXDOMAIN'

class KubernetesAnswers {
  readonly #view: ClusterView
  readonly #options: KubernetesOptions
  readonly #site: Site
  readonly #primaryZone: string

  constructor(view: ClusterView, options: KubernetesOptions, site: Site) {
    this.#view = view
    this.#options = options
    this.#site = site
    this.#primaryZone = options.zones.find((zone) => !zone.endsWith('.arpa.')) ?? 'cluster.local.'
  }

  async answer(query: Query, next: Handler, signal: AbortSignal): Promise<Reply | undefined> {
    const zone = query.class === 'IN' ? zoneOf(query.name, this.#options.zones) : undefined
    if (zone === undefined) return next(query, signal)
    if (!this.#view.isSynced) return this.#reply('SERVFAIL', zone, [])
    const found = this.#find(query, zone)
    if (found === 'NXDOMAIN') {
      if (this.#options.fallsThrough(query.name)) return next(query, signal)
      return { ...this.#reply('NXDOMAIN', zone, []), repeat: whileNothingChanges(this.#view) }
    }
    const [first] = found
    const isChased = first?.type === 'CNAME' && query.type !== 'CNAME'
    if (isChased) {
      return this.#reply('NOERROR', zone, [...found, ...(await this.#chase(query, first, signal))])
    }
    const glue =
      query.type === 'SRV'
        ? this.#glue(found, zone)
        : query.type === 'NS' && query.name === zone
          ? nameServerAddresses(this.#view, zone, this.#options.ttl)
          : []
    return { ...this.#reply('NOERROR', zone, found, glue), repeat: this.#repeat(query, zone, found) }
  }

  #repeat(query: Query, zone: string, found: readonly ResourceRecord[]): Repeat {
    // The SOA of an answer without records tells of every change.
    const asked = found.length > 0 ? parseClusterName(query.name, zone) : undefined
    return asked?.kind === 'service' ? whileServiceStays(this.#view, asked) : whileNothingChanges(this.#view)
  }

  #find(query: Query, zone: string): Found {
    if (query.name === zone && (query.type === 'SOA' || query.type === 'NS')) {
      return query.type === 'SOA' ? [this.#soa(zone)] : [nameServer(zone, this.#options.ttl)]
    }
    const address = zone.endsWith('.arpa.') ? addressOfReverse(query.name) : undefined
    if (address !== undefined) return this.#findReverse(query, address)
    if (query.name === joinName('ns.dns', zone)) return this.#findNameServer(query, zone)
    const asked = parseClusterName(query.name, zone)
    return asked ? this.#findAsked(query, asked) : 'NXDOMAIN'
  }

  #findNameServer({ type }: Query, zone: string): Found {
    const addresses = nameServerAddresses(this.#view, zone, this.#options.ttl)
    return addresses.length > 0 ? addresses.filter((record) => record.type === type) : 'NXDOMAIN'
  }

  #findAsked(query: Query, asked: ClusterName): Found {
    switch (asked.kind) {
      case 'empty':
        return []
      case 'version':
        return query.type === 'TXT' ? [recordOf(query.name, 'TXT', versionTtl, { texts: ['1.1.0'] })] : []
      case 'namespace':
        return isExposed(this.#view, this.#options, asked.namespace) ? [] : 'NXDOMAIN'
      case 'pod':
        return this.#findPod(query, asked.namespace, asked.pod)
      case 'service': {
        const service = exposedService(this.#view, this.#options, asked)
        const targets = service ? targetsOf(this.#view, this.#options, asked, service) : []
        if (targets.length > 0) return this.#recordsOf(query, targets)
        return isEmptyZone(this.#options, asked, service) ? [] : 'NXDOMAIN'
      }
    }
  }

  #recordsOf({ name, type }: Query, targets: readonly ServiceTarget[]): readonly ResourceRecord[] {
    const { ttl } = this.#options
    const [first] = targets
    if (first && 'externalName' in first) {
      const target = first.externalName.endsWith('.') ? first.externalName : `${first.externalName}.`
      if (type === 'SRV') return []
      const ip = parseIp(first.externalName)
      return ip
        ? addressRecords(name, type, ttl, [first.externalName])
        : [recordOf(name, 'CNAME', ttl, { target })]
    }
    const places = targets.filter((target) => 'address' in target)
    if (type === 'SRV') return srvRecords(name, this.#zoneFor(name), places, this.#options)
    const addresses = new Set(places.map(({ address }) => address))
    return addressRecords(name, type, ttl, [...addresses])
  }

  #zoneFor(name: string): string {
    return zoneOf(name, this.#options.zones) ?? this.#primaryZone
  }

  /** The addresses of the names that SRV records lead to. */
  #glue(records: readonly ResourceRecord[], zone: string): readonly ResourceRecord[] {
    const targets = records.flatMap((record) => ('target' in record.data ? [record.data.target] : []))
    return [...new Set(targets)].flatMap((target) => {
      const asked = parseClusterName(target, zone)
      if (asked?.kind !== 'service') return []
      const service = exposedService(this.#view, this.#options, asked)
      const places = service ? targetsOf(this.#view, this.#options, asked, service) : []
      const addresses = [...new Set(places.flatMap((place) => ('address' in place ? [place.address] : [])))]
      return addresses.flatMap((address) =>
        addressRecords(target, address.includes(':') ? 'AAAA' : 'A', this.#options.ttl, [address]),
      )
    })
  }

  #findPod({ name, type }: Query, namespace: string, pod: string): Found {
    const { pods, ttl } = this.#options
    if (pods === 'disabled' || !isExposed(this.#view, this.#options, namespace)) return 'NXDOMAIN'
    const isV4 = pod.split('-').length === 4 && !pod.includes('--')
    const address = pod.replaceAll('-', isV4 ? '.' : ':')
    if (!parseIp(address)) return 'NXDOMAIN'
    const isThere =
      pods === 'insecure' ||
      this.#view.podsAt(address).some(({ metadata }) => metadata.namespace === namespace)
    return isThere ? addressRecords(name, type, ttl, [address]) : 'NXDOMAIN'
  }

  #findReverse({ name, type }: Query, address: string): Found {
    const targets = this.#namesAt(address)
    if (targets.length === 0) return 'NXDOMAIN'
    if (type !== 'PTR') return []
    return targets.map((target) => recordOf(name, 'PTR', this.#options.ttl, { target }))
  }

  #namesAt(address: string): string[] {
    const service = this.#view
      .servicesAt(address)
      .find(({ metadata: { namespace, name } }) =>
        exposedService(this.#view, this.#options, { namespace: namespace ?? '', service: name }),
      )
    if (service) {
      const { name, namespace } = service.metadata
      return [joinName(`${name}.${namespace}.svc`, this.#primaryZone)]
    }
    if (!this.#options.hasEndpoints) return []
    const names = this.#view.slicesAt(address).flatMap(({ metadata, endpoints }) => {
      const namespace = metadata.namespace ?? ''
      const owner = metadata.labels?.['kubernetes.io/service-name'] ?? ''
      if (!exposedService(this.#view, this.#options, { namespace, service: owner })) return []
      return (endpoints ?? [])
        .filter(({ addresses, conditions }) => addresses.includes(address) && conditions?.ready !== false)
        .filter(({ hostname }) => hostname || !this.#options.isLikeKubeDns)
        .map((endpoint) =>
          joinName(
            `${endpointName(endpoint, address, this.#options)}.${owner}.${namespace}.svc`,
            this.#primaryZone,
          ),
        )
    })
    return [...new Set(names)]
  }

  /** What the name an external service stands for leads to, asked of this same server. */
  async #chase(query: Query, alias: ResourceRecord, signal: AbortSignal): Promise<readonly ResourceRecord[]> {
    const target = 'target' in alias.data ? alias.data.target.toLowerCase() : ''
    if (!target || isWithin(target, query.name) || chaseDepth(query) > 7) return []
    const reply = await this.#site.lookup({ ...query, name: target, chased: chaseDepth(query) + 1 }, signal)
    return reply?.answers ?? []
  }

  #reply(
    rcode: string,
    zone: string,
    answers: readonly ResourceRecord[],
    additionals: readonly ResourceRecord[] = [],
  ): Reply {
    const authorities = answers.length === 0 && rcode !== 'SERVFAIL' ? [this.#soa(zone)] : []
    return {
      rcode,
      answers,
      authorities,
      additionals,
      authoritative: rcode !== 'SERVFAIL',
      plugin: 'kubernetes',
    }
  }

  #soa(zone: string): ResourceRecord {
    return startOfAuthority(zone, this.#view.serial, this.#options.ttl)
  }
}

/** A headless service without endpoints in the zone asked for is there all the same. */
function isEmptyZone(
  { isZonal }: KubernetesOptions,
  { zone }: ServiceName,
  service: Service | undefined,
): boolean {
  return isZonal && zone !== undefined && service?.spec?.clusterIP === 'None'
}

const chaseDepth = ({ chased }: Query): number => chased ?? 0

/** A and AAAA records for those of the addresses that are of the type's family. */
export function addressRecords(
  name: string,
  type: string,
  ttl: number,
  addresses: readonly string[],
): readonly ResourceRecord[] {
  if (type === 'A') {
    return addresses
      .filter((one) => !one.includes(':'))
      .map((address) => recordOf(name, 'A', ttl, { address }))
  }
  if (type !== 'AAAA') return []
  return addresses
    .filter((one) => one.includes(':'))
    .map((address) => recordOf(name, 'AAAA', ttl, { address }))
}
