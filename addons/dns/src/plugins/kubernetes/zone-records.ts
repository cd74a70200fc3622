import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import { joinName } from '../../message/name.ts'
import { type ResourceRecord, recordOf } from '../../message/record.ts'
import type { KubernetesOptions } from './kubernetes-options.ts'
import { exposedService, srvRecords, targetsOf } from './service-records.ts'

export function startOfAuthority(zone: string, serial: number, ttl: number): ResourceRecord {
  return recordOf(zone, 'SOA', ttl, {
    ...{ mname: joinName('ns.dns', zone), rname: joinName('hostmaster', zone), serial },
    ...{ refresh: 7200, retry: 1800, expire: 86400, minimum: ttl },
  })
}

export function nameServer(zone: string, ttl: number): ResourceRecord {
  return recordOf(zone, 'NS', ttl, { target: joinName('ns.dns', zone) })
}

/** Where the zone's name server is reached, which is the cluster's DNS service. */
export function nameServerAddresses(view: ClusterView, zone: string, ttl: number): readonly ResourceRecord[] {
  const { clusterIP = '', clusterIPs = [clusterIP] } = view.service('kube-system', 'kube-dns')?.spec ?? {}
  return clusterIPs
    .filter((ip) => ip !== '' && ip !== 'None')
    .map((address) =>
      recordOf(joinName('ns.dns', zone), address.includes(':') ? 'AAAA' : 'A', ttl, { address }),
    )
}

/** Every record of the cluster's zone, for transfers; pods are not among them, as anyone may ask for any. */
export function zoneRecords(
  view: ClusterView,
  options: KubernetesOptions,
  zone: string,
): readonly ResourceRecord[] | undefined {
  if (!options.zones.includes(zone) || zone.endsWith('.arpa.') || !view.isSynced) return undefined
  const { ttl } = options
  const version = recordOf(joinName('dns-version', zone), 'TXT', 28_800, { texts: ['1.1.0'] })
  const records = view.allServices().flatMap(({ metadata }) => {
    const service = exposedService(view, options, {
      namespace: metadata.namespace ?? '',
      service: metadata.name,
    })
    return service ? serviceRecords({ view, options, zone }, metadata.namespace ?? '', metadata.name) : []
  })
  const own = nameServerAddresses(view, zone, ttl)
  return [startOfAuthority(zone, view.serial, ttl), nameServer(zone, ttl), ...own, version, ...records]
}

interface Zone {
  readonly view: ClusterView
  readonly options: KubernetesOptions
  readonly zone: string
}

function serviceRecords({ view, options, zone }: Zone, namespace: string, name: string): ResourceRecord[] {
  const { ttl } = options
  const service = view.service(namespace, name)
  if (!service) return []
  const asked = { kind: 'service', namespace, service: name } as const
  const owner = joinName(`${name}.${namespace}.svc`, zone)
  const address = (at: string, ip: string): ResourceRecord =>
    recordOf(at, ip.includes(':') ? 'AAAA' : 'A', ttl, { address: ip })
  const isHeadless = service.spec?.clusterIP === 'None'
  const places = targetsOf(view, options, asked, service)
  const [first] = places
  if (first && 'externalName' in first) {
    return [recordOf(owner, 'CNAME', ttl, { target: `${first.externalName.replace(/\.$/, '')}.` })]
  }
  const reached = places.filter((place) => 'address' in place)
  const own = [...new Set(reached.map((place) => place.address))].map((ip) => address(owner, ip))
  const perEndpoint = isHeadless
    ? [...new Map(reached.map((place) => [place.prefix, place])).values()].map((place) =>
        address(joinName(place.prefix, zone), place.address),
      )
    : []
  const ports = (service.spec?.ports ?? []).filter((port) => port.name)
  const srv = ports.flatMap((port) => {
    const at = { port: port.name?.toLowerCase() ?? '', protocol: (port.protocol ?? 'TCP').toLowerCase() }
    const targets = targetsOf(view, options, { ...asked, ...at }, service).filter(
      (place) => 'address' in place,
    )
    return srvRecords(`_${at.port}._${at.protocol}.${owner}`, zone, targets, options)
  })
  return [...own, ...perEndpoint, ...srv]
}
