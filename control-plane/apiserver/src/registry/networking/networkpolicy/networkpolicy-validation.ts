import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '@knarr/api/networking/v1'
import {
  type Cidr,
  type FieldError,
  forbiddenField,
  invalid,
  parseCidr,
  portNameErrors,
  portNumberErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf, optionalOneOf } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'

/** Upstream's `ValidateNetworkPolicySpec`. */
export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldError[] {
  const types = spec.policyTypes ?? []
  const errors = validateLabelSelector('spec.podSelector', spec.podSelector)
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    spec[direction]?.forEach((rule, index) => {
      const at = `spec.${direction}[${index}]`
      errors.push(...each(`${at}.ports`, rule.ports, validatePort))
      errors.push(
        ...each(
          `${at}.${peers}`,
          (rule as Record<string, NetworkPolicyPeer[] | undefined>)[peers],
          validatePeer,
        ),
      )
    })
  }
  if (types.length > 2) {
    const body = 'may not specify more than two policyTypes'
    return [...errors, invalid('spec.policyTypes', types, body)]
  }
  return [...errors, ...each('spec.policyTypes', types, (type, at) => oneOf(at, type, ['Ingress', 'Egress']))]
}

function validatePort({ port, protocol, endPort }: NetworkPolicyPort, field: string): FieldError[] {
  const errors = optionalOneOf(`${field}.protocol`, protocol, ['TCP', 'UDP', 'SCTP'])
  const at = `${field}.port`
  if (typeof port === 'string') {
    errors.push(...invalidFor(at, port, portNameErrors(port)))
    if (endPort !== undefined) {
      errors.push(invalid(`${field}.endPort`, endPort, 'may not be specified when `port` is non-numeric'))
    }
    return errors
  }
  if (port === undefined) {
    if (endPort === undefined) return errors
    return [
      ...errors,
      invalid(`${field}.endPort`, endPort, 'may not be specified when `port` is not specified'),
    ]
  }
  errors.push(...invalidFor(at, port, portNumberErrors(port)))
  if (endPort === undefined) return errors
  if (endPort < port)
    errors.push(invalid(`${field}.endPort`, port, 'must be greater than or equal to `port`'))
  return [...errors, ...invalidFor(`${field}.endPort`, endPort, portNumberErrors(endPort))]
}

function validatePeer(peer: NetworkPolicyPeer, field: string): FieldError[] {
  const { ipBlock, podSelector, namespaceSelector } = peer
  if (!ipBlock && !podSelector && !namespaceSelector) return [required(field, 'must specify a peer')]
  if (ipBlock && (podSelector || namespaceSelector)) {
    return [forbiddenField(field, 'may not specify both ipBlock and another peer')]
  }
  return [
    ...validateLabelSelector(`${field}.podSelector`, podSelector),
    ...validateLabelSelector(`${field}.namespaceSelector`, namespaceSelector),
    ...(ipBlock ? validateBlock(ipBlock, `${field}.ipBlock`) : []),
  ]
}

const cidrMessage = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

function validateHostBits({ ip, network }: Cidr, text: string, field: string): FieldError[] {
  if (ip.value === network.value) return []
  return [invalid(field, text, 'must not have bits set beyond the prefix length')]
}

function validateBlock({ cidr, except }: IPBlock, field: string): FieldError[] {
  if (!cidr) return [required(`${field}.cidr`)]
  const block = parseCidr(cidr)
  if (!block) return [invalid(`${field}.cidr`, cidr, cidrMessage)]
  return [
    ...validateHostBits(block, cidr, `${field}.cidr`),
    ...each(`${field}.except`, except, (text, at) => {
      const inner = parseCidr(text)
      if (!inner) return [invalid(at, text, cidrMessage)]
      const isInside = block.contains(inner.network) && inner.prefixLength > block.prefixLength
      const outside = isInside ? [] : [invalid(at, text, 'must be a strict subset of `cidr`')]
      return [...validateHostBits(inner, text, at), ...outside]
    }),
  ]
}
