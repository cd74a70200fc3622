import type { LoadBalancerStatus, Service, ServicePort } from '@knarr/api/core/v1'
import type { TableConvertor } from '../../strategy.ts'
import { labelsText, orNone } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'

export const serviceTable: TableConvertor<Service> = tableOf(
  [
    column('Type', 'How the service is exposed.'),
    column('Cluster-IP', 'The address inside the cluster.'),
    column('External-IP', 'Addresses outside the cluster.'),
    column('Port(s)', 'The ports, with their node ports.'),
    ageColumn,
    wideColumn('Selector', 'What selects the pods.'),
  ],
  (service, nowMs) => [
    service.spec.type ?? '',
    orNone(service.spec.clusterIPs?.[0] ?? service.spec.clusterIP),
    externalIp(service),
    orNone((service.spec.ports ?? []).map(portText).join(',')),
    ageOf(service, nowMs),
    labelsText(service.spec.selector),
  ],
)

function externalIp({ spec, status }: Service): string {
  const own = spec.externalIPs ?? []
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(own.join(','))
    case 'LoadBalancer':
      return [...loadBalancerAddresses(status?.loadBalancer), ...own].join(',') || '<pending>'
    case 'ExternalName':
      return spec.externalName ?? ''
    default:
      return '<unknown>'
  }
}

/** Addresses or host names of a load balancer, sorted, each once. */
export function loadBalancerAddresses(status: LoadBalancerStatus | undefined): string[] {
  const names = (status?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '')
  return [...new Set(names.filter(Boolean))].sort()
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`
}
