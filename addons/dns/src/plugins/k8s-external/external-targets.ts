import { isIP } from 'node:net'
import type { Service } from '@knarr/api/core/v1'
import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import { labelsOf, prefixOf } from '../../message/name.ts'
import { endpointName } from '../kubernetes/service-records.ts'

/** Where a service is reached from outside: an address or a name, and a port. */
export interface ExternalTarget {
  readonly host: string
  readonly port: number
  /** The labels before the zone of the name that has this address. */
  readonly prefix: string
}

/** No such name, or what is there, which may be nothing. */
export type Found = readonly ExternalTarget[] | 'NXDOMAIN'

interface Asked {
  readonly namespace: string
  readonly service: string
  readonly endpoint?: string
  readonly port?: string
  readonly protocol?: string
}

/** Reads `[ENDPOINT.|_PORT._PROTOCOL.]SERVICE.NAMESPACE` before the zone. */
export function externalTargets(
  view: ClusterView,
  { name, zone, hasHeadless }: { name: string; zone: string; hasHeadless: boolean },
): Found {
  const labels = labelsOf(prefixOf(name, zone))
  const namespace = labels.pop()
  const service = labels.pop()
  if (namespace === undefined || !view.namespace(namespace) || labels.length > 2) return 'NXDOMAIN'
  if (service === undefined) return []
  const object = view.service(namespace, service)
  if (!object) return 'NXDOMAIN'
  const [first, second] = labels.map((label) => label.replace(/^_/, ''))
  const asked: Asked = {
    ...{ namespace, service },
    ...(second === undefined ? { endpoint: first } : { port: first, protocol: second }),
  }
  const ips = externalIps(object)
  const isHeadless = object.spec?.clusterIP === 'None' || asked.endpoint !== undefined
  const targets =
    hasHeadless && ips.length === 0 && isHeadless
      ? endpointTargets(view, asked)
      : serviceTargets(object, ips, asked)
  return targets.length > 0 ? targets : 'NXDOMAIN'
}

/** Addresses given by hand and by load balancers, which may be names. */
export function externalIps({ spec, status }: Service): readonly string[] {
  const ingress = status?.loadBalancer?.ingress ?? []
  return [...(spec?.externalIPs ?? []), ...ingress.map(({ ip, hostname }) => ip || hostname || '')].filter(
    (host) => host !== '',
  )
}

function serviceTargets(
  { spec }: Service,
  hosts: readonly string[],
  asked: Asked,
): readonly ExternalTarget[] {
  const prefix = `${asked.service}.${asked.namespace}`
  const ports = (spec?.ports ?? []).filter(({ name, protocol }) => fits(asked, name, protocol))
  return hosts.flatMap((host) => ports.map(({ port }) => ({ host, port, prefix })))
}

function endpointTargets(view: ClusterView, asked: Asked): readonly ExternalTarget[] {
  return view.slicesOf(asked.namespace, asked.service).flatMap(({ endpoints, ports }) => {
    const fitting = (ports ?? []).filter(({ name, protocol }) => fits(asked, name, protocol))
    return (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap((endpoint) =>
        endpoint.addresses.flatMap((host) => {
          const label = endpointName(endpoint, host, { usesPodNames: false, isLikeKubeDns: false })
          if (asked.endpoint !== undefined && asked.endpoint !== label) return []
          const prefix = `${label}.${asked.service}.${asked.namespace}`
          return fitting.map(({ port = 0 }) => ({ host, port, prefix }))
        }),
      )
  })
}

function fits({ port, protocol }: Asked, name = '', ofProtocol = 'TCP'): boolean {
  if (port === undefined) return true
  return port === name.toLowerCase() && protocol === ofProtocol.toLowerCase()
}

/** Whether the host is a name, which needs an alias. */
export function isName({ host }: ExternalTarget): boolean {
  return isIP(host) === 0
}
