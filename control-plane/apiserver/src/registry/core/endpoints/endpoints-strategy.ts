import {
  type EndpointAddress,
  type EndpointPort,
  type EndpointSubset,
  type Endpoints,
  endpoints,
} from '@knarr/api/core/v1'
import {
  dns1123LabelErrors,
  type FieldError,
  ipErrors,
  portNumberErrors,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { nonSpecialIpErrors } from './address-validation.ts'

export const endpointsStrategy: Strategy<Endpoints> = strategyOf<Endpoints>({
  resource: endpoints,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  defaults: ({ subsets }) => {
    for (const subset of subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP'
  },
  validate: ({ subsets }) => each('subsets', subsets, validateSubset),
  warnings: () => ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
  table: tableOf(
    [column('Endpoints', 'The first addresses with their ports.'), ageColumn],
    (object, nowMs) => [endpointsText(object.subsets ?? []), ageOf(object, nowMs)],
  ),
})

function validateSubset(subset: EndpointSubset, field: string): FieldError[] {
  const ports = subset.ports ?? []
  if (!subset.addresses?.length && !subset.notReadyAddresses?.length) {
    return [required(field, 'must specify `addresses` or `notReadyAddresses`')]
  }
  return [
    ...each(`${field}.addresses`, subset.addresses, validateAddress),
    ...each(`${field}.notReadyAddresses`, subset.notReadyAddresses, validateAddress),
    ...each(`${field}.ports`, ports, (port, at) => validatePort(port, ports.length > 1, at)),
  ]
}

function validateAddress(address: EndpointAddress, field: string): FieldError[] {
  return [
    ...invalidFor(`${field}.ip`, address.ip, ipErrors(address.ip ?? '')),
    ...invalidFor(`${field}.ip`, address.ip, nonSpecialIpErrors(address.ip ?? '')),
    ...(address.hostname
      ? invalidFor(`${field}.hostname`, address.hostname, dns1123LabelErrors(address.hostname))
      : []),
  ]
}

function validatePort(port: EndpointPort, needsName: boolean, field: string): FieldError[] {
  const errors = needsName && !port.name ? [required(`${field}.name`)] : []
  if (port.name) errors.push(...invalidFor(`${field}.name`, port.name, dns1123LabelErrors(port.name)))
  errors.push(...invalidFor(`${field}.port`, port.port, portNumberErrors(port.port)))
  errors.push(...oneOf(`${field}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']))
  if (port.appProtocol) {
    errors.push(
      ...invalidFor(`${field}.appProtocol`, port.appProtocol, qualifiedNameErrors(port.appProtocol)),
    )
  }
  return errors
}

function endpointsText(subsets: readonly EndpointSubset[]): string {
  if (subsets.length === 0) return '<none>'
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  )
  const text = all.slice(0, 3).join(',')
  return all.length > 3 ? `${text} + ${all.length - 3} more...` : text
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}
