import type { HTTPIngressPath, Ingress, IngressBackend, IngressRule } from '@knarr/api/networking/v1'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  invalid,
  parseIp,
  portNameErrors,
  portNumberErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf, requiredWith } from '../../meta/field-check.ts'

/** Upstream's `ValidateIngressSpec`. */
export function validateIngress({ spec }: Ingress): FieldError[] {
  const errors: FieldError[] = []
  if (!spec.rules?.length && !spec.defaultBackend) {
    errors.push(invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified'))
  }
  if (spec.defaultBackend) errors.push(...validateBackend(spec.defaultBackend, 'spec.defaultBackend'))
  if (spec.ingressClassName !== undefined) {
    const name = spec.ingressClassName
    errors.push(...invalidFor('spec.ingressClassName', name, dns1123SubdomainErrors(name)))
  }
  return [
    ...errors,
    ...each('spec.rules', spec.rules, validateRule),
    ...each('spec.tls', spec.tls, ({ hosts, secretName }, at) => [
      ...each(`${at}.hosts`, hosts, (host, hostField) => invalidFor(hostField, host, hostErrors(host))),
      ...(secretName ? invalidFor(`${at}.secretName`, secretName, dns1123SubdomainErrors(secretName)) : []),
    ]),
  ]
}

function validateRule(rule: IngressRule, field: string): FieldError[] {
  const errors: FieldError[] = []
  if (rule.host) {
    if (parseIp(rule.host))
      errors.push(invalid(`${field}.host`, rule.host, 'must be a DNS name, not an IP address'))
    errors.push(...invalidFor(`${field}.host`, rule.host, hostErrors(rule.host)))
  }
  if (!rule.http) return errors
  const at = `${field}.http.paths`
  if (!rule.http.paths?.length) return [...errors, required(at)]
  return [...errors, ...each(at, rule.http.paths, validatePath)]
}

/** A host name; one that begins with `*.` stands for every name with one more label. */
function hostErrors(host: string): string[] {
  if (!host.includes('*')) return dns1123SubdomainErrors(host)
  const isWildcard = host.startsWith('*.') && dns1123SubdomainErrors(host.slice(2)).length === 0
  if (isWildcard) return []
  return [
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ]
}

const forbiddenParts = ['//', '/./', '/../', '%2f', '%2F']
const forbiddenEnds = ['/..', '/.']

function validatePath({ path = '', pathType, backend }: HTTPIngressPath, field: string): FieldError[] {
  if (!pathType) return [required(`${field}.pathType`, 'pathType must be specified')]
  const isExplicit = pathType === 'Exact' || pathType === 'Prefix'
  return [
    ...oneOf(`${field}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']),
    ...(isExplicit || path ? invalidFor(`${field}.path`, path, pathErrors(path, isExplicit)) : []),
    ...validateBackend(backend ?? {}, `${field}.backend`),
  ]
}

function pathErrors(path: string, isExplicit: boolean): string[] {
  const errors = path.startsWith('/') ? [] : ['must be an absolute path']
  if (!isExplicit) return errors
  for (const part of forbiddenParts) if (path.includes(part)) errors.push(`must not contain '${part}'`)
  for (const end of forbiddenEnds) if (path.endsWith(end)) errors.push(`cannot end with '${end}'`)
  return errors
}

function validateBackend({ service, resource }: IngressBackend, field: string): FieldError[] {
  if (resource && service) {
    return [invalid(field, '', 'cannot set both resource and service backends')]
  }
  if (resource)
    return [
      ...requiredWith(`${field}.resource.kind`, resource.kind),
      ...requiredWith(`${field}.resource.name`, resource.name),
    ]
  if (!service) return [invalid(field, '', 'resource or service backend is required')]
  const errors = requiredWith(`${field}.service.name`, service.name, dns1123LabelErrors)
  const { name, number } = service.port ?? {}
  const at = `${field}.service.port`
  if (name && number) return [...errors, invalid(field, '', 'cannot set both port name & port number')]
  if (name) return [...errors, ...invalidFor(`${at}.name`, name, portNameErrors(name))]
  if (number) return [...errors, ...invalidFor(`${at}.number`, number, portNumberErrors(number))]
  return [...errors, required(field, 'port name or number is required')]
}

const classAnnotation = 'kubernetes.io/ingress.class'

/** The old annotation and the field must not both be set on a new object. */
export function validateIngressClassChoice({ metadata, spec }: Ingress): FieldError[] {
  const isBoth = metadata.annotations?.[classAnnotation] !== undefined && spec.ingressClassName !== undefined
  if (!isBoth) return []
  const detail = 'can not be set when the class field is also set'
  return [invalid(`metadata.annotations.${classAnnotation}`, metadata.annotations?.[classAnnotation], detail)]
}
