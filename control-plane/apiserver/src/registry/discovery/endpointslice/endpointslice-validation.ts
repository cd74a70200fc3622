import type { Endpoint, EndpointPort, EndpointSlice } from '@knarr/api/discovery/v1'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  invalid,
  parseIp,
  qualifiedNameErrors,
  required,
  tooMany,
} from '@knarr/machinery'
import { nonSpecialIpErrors } from '../../core/endpoints/address-validation.ts'
import { each, immutable, invalidFor, oneOf, optionalOneOf } from '../../meta/field-check.ts'

const maxAddresses = 100
const maxEndpoints = 1000
const maxPorts = 20_000

/** Upstream's `ValidateEndpointSlice`. */
export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  const count = slice.endpoints?.length ?? 0
  return [
    ...oneOf('addressType', slice.addressType, ['FQDN', 'IPv4', 'IPv6']),
    ...validatePorts(slice.ports ?? [], 'ports'),
    ...(count > maxEndpoints ? [tooMany('endpoints', count, maxEndpoints)] : []),
    ...each('endpoints', slice.endpoints, (endpoint, at) =>
      validateEndpoint(endpoint, slice.addressType, at),
    ),
  ]
}

export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  return [...validateEndpointSlice(slice), ...immutable('addressType', slice.addressType, old.addressType)]
}

function validateEndpoint(endpoint: Endpoint, type: string, field: string): FieldError[] {
  const addresses = endpoint.addresses ?? []
  const errors: FieldError[] = []
  if (addresses.length === 0) errors.push(required(`${field}.addresses`, 'must contain at least 1 address'))
  if (addresses.length > maxAddresses)
    errors.push(tooMany(`${field}.addresses`, addresses.length, maxAddresses))
  errors.push(
    ...addresses.flatMap((address, index) => validateAddress(address, type, `${field}.addresses`, index)),
  )
  if (endpoint.nodeName) {
    errors.push(
      ...invalidFor(`${field}.nodeName`, endpoint.nodeName, dns1123SubdomainErrors(endpoint.nodeName)),
    )
  }
  if (endpoint.hostname) {
    errors.push(...invalidFor(`${field}.hostname`, endpoint.hostname, dns1123LabelErrors(endpoint.hostname)))
  }
  return errors
}

function validateAddress(address: string, type: string, list: string, index: number): FieldError[] {
  const field = `${list}[${index}]`
  if (type === 'FQDN') return invalidFor(field, address, dns1123SubdomainErrors(address.replace(/\.$/, '')))
  const family = parseIp(address)?.family
  if (type !== 'IPv4' && type !== 'IPv6') return []
  if (!family)
    return [invalid(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]
  const ofOther = type === `IPv${family}` ? [] : [invalid(list, address, `must be an ${type} address`)]
  return [...ofOther, ...invalidFor(field, address, nonSpecialIpErrors(address))]
}

function validatePorts(ports: readonly EndpointPort[], field: string): FieldError[] {
  const names = new Set<string>()
  const errors = ports.length > maxPorts ? [tooMany(field, ports.length, maxPorts)] : []
  return [
    ...errors,
    ...each(field, ports, (port, at) => {
      const name = port.name ?? ''
      const problems = name ? invalidFor(`${at}.name`, name, dns1123LabelErrors(name)) : []
      if (names.has(name)) problems.push(duplicate(`${at}.name`, name))
      names.add(name)
      return [...problems, ...validatePort(port, at)]
    }),
  ]
}

function validatePort({ protocol, appProtocol }: EndpointPort, field: string): FieldError[] {
  return [
    ...optionalOneOf(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
    ...(appProtocol ? invalidFor(`${field}.appProtocol`, appProtocol, qualifiedNameErrors(appProtocol)) : []),
  ]
}
