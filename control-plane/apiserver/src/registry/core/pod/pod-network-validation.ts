import type { HostAlias, PodDNSConfig, PodSpec } from '@knarr/api/core/v1'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  invalid,
  ipErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf } from '../../meta/field-check.ts'

const maxNameservers = 3
const maxSearches = 32
const maxSearchCharacters = 2048

/** Host names, DNS settings and host aliases. */
export function validatePodNetwork(spec: PodSpec, field: string): FieldError[] {
  return [
    ...(['hostname', 'subdomain'] as const).flatMap((key) => {
      const value = spec[key]
      return value ? invalidFor(`${field}.${key}`, value, dns1123LabelErrors(value)) : []
    }),
    ...validateHostnameOverride(spec, field),
    ...oneOf(`${field}.dnsPolicy`, spec.dnsPolicy, [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...validateDnsConfig(spec.dnsConfig, spec.dnsPolicy, `${field}.dnsConfig`),
    ...each(`${field}.hostAliases`, spec.hostAliases, validateHostAlias),
  ]
}

function validateHostnameOverride(spec: PodSpec, field: string): FieldError[] {
  const name = spec.hostnameOverride
  if (!name) return []
  const errors = invalidFor(`${field}.hostnameOverride`, name, dns1123SubdomainErrors(name))
  if (name.length > 64)
    errors.push(invalid(`${field}.hostnameOverride`, name, 'must be no more than 64 characters'))
  return errors
}

function validateHostAlias(alias: HostAlias, field: string): FieldError[] {
  return [
    ...invalidFor(`${field}.ip`, alias.ip, ipErrors(alias.ip ?? '')),
    ...each(`${field}.hostnames`, alias.hostnames, (name) =>
      invalidFor(`${field}.hostnames`, name, dns1123SubdomainErrors(name)),
    ),
  ]
}

function validateDnsConfig(
  config: PodDNSConfig | undefined,
  policy: string | undefined,
  field: string,
): FieldError[] {
  const nameservers = config?.nameservers ?? []
  const at = `${field}.nameservers`
  if (policy === 'None' && nameservers.length === 0) {
    if (!config) return [required(field, 'must provide `dnsConfig` when `dnsPolicy` is None')]
    return [required(at, 'must provide at least one DNS nameserver when `dnsPolicy` is None')]
  }
  const errors = each(at, nameservers, (ip, each) => invalidFor(each, ip, ipErrors(ip)))
  if (nameservers.length > maxNameservers) {
    errors.push(invalid(at, nameservers, `must not have more than ${maxNameservers} nameservers`))
  }
  return [
    ...errors,
    ...validateSearches(config?.searches ?? [], `${field}.searches`),
    ...each(`${field}.options`, config?.options, ({ name }, option) =>
      name ? [] : [required(option, 'must not be empty')],
    ),
  ]
}

function validateSearches(searches: readonly string[], field: string): FieldError[] {
  const errors = each(field, searches, (search, at) => {
    const name = search === '.' ? 'root' : search.replace(/\.$/, '').replaceAll('_', '-')
    return invalidFor(at, search, dns1123SubdomainErrors(name))
  })
  if (searches.length > maxSearches) {
    errors.push(invalid(field, searches, `must not have more than ${maxSearches} search paths`))
  }
  if (searches.join(' ').length > maxSearchCharacters) {
    const detail = `must not have more than ${maxSearchCharacters} characters (including spaces) in the search list`
    errors.push(invalid(field, searches, detail))
  }
  return errors
}
