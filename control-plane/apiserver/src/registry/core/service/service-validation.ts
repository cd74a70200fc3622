import type { Service, ServiceSpec } from '@knarr/api/core/v1'
import {
  dns1123SubdomainErrors,
  type FieldError,
  forbiddenField,
  invalid,
  ipErrors,
  parseCidr,
  parseIp,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, oneOf, optionalOneOf } from '../../meta/field-check.ts'
import { validateLabels } from '../../meta/label-validation.ts'
import { nonSpecialIpErrors } from '../endpoints/address-validation.ts'
import { isExternallyAccessible } from './service-defaults.ts'
import { validateServicePorts } from './service-port-validation.ts'

const maxAffinitySeconds = 86400

/** Upstream's `ValidateService`. */
export function validateService({ spec }: Service): FieldError[] {
  return [
    ...oneOf('spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...validateExternalName(spec),
    ...validateHeadless(spec),
    ...validateServicePorts(spec, 'spec.ports'),
    ...validateLabels('spec.selector', spec.selector),
    ...validateAffinity(spec),
    ...validateClusterIps(spec),
    ...each('spec.externalIPs', spec.externalIPs, (ip, at) => [
      ...invalidFor(at, ip, ipErrors(ip)),
      ...invalidFor(at, ip, nonSpecialIpErrors(ip)),
    ]),
    ...validateTrafficPolicies(spec),
    ...validateLoadBalancer(spec),
    ...(spec.trafficDistribution === undefined
      ? []
      : optionalOneOf('spec.trafficDistribution', spec.trafficDistribution, distributions)),
  ]
}

const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone']

function validateExternalName(spec: ServiceSpec): FieldError[] {
  if (spec.type !== 'ExternalName') return []
  const name = (spec.externalName ?? '').toLowerCase().replace(/\.$/, '')
  const errors = spec.clusterIPs?.length
    ? [forbiddenField('spec.clusterIPs', 'may not be set for ExternalName services')]
    : []
  if (!name) return [...errors, required('spec.externalName')]
  return [...errors, ...invalidFor('spec.externalName', name, dns1123SubdomainErrors(name))]
}

function validateHeadless(spec: ServiceSpec): FieldError[] {
  if (spec.clusterIP !== 'None' || (spec.type !== 'LoadBalancer' && spec.type !== 'NodePort')) return []
  const detail = `may not be set to 'None' for ${spec.type} services`
  return [invalid('spec.clusterIPs[0]', 'None', detail)]
}

function validateAffinity(spec: ServiceSpec): FieldError[] {
  const errors = oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None'])
  const at = 'spec.sessionAffinityConfig'
  if (spec.sessionAffinity !== 'ClientIP') {
    if (!spec.sessionAffinityConfig) return errors
    return [...errors, forbiddenField(at, 'must not be set when session affinity is None')]
  }
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds
  if (seconds === undefined) {
    return [...errors, required(`${at}.clientIP.timeoutSeconds`, 'when session affinity type is ClientIP')]
  }
  if (seconds > 0 && seconds <= maxAffinitySeconds) return errors
  const detail = `must be greater than 0 and less than ${maxAffinitySeconds}`
  return [...errors, invalid(`${at}.clientIP.timeoutSeconds`, seconds, detail)]
}

function validateClusterIps(spec: ServiceSpec): FieldError[] {
  const ips = spec.clusterIPs ?? []
  const errors = [
    ...each('spec.ipFamilies', spec.ipFamilies, (family, at) => optionalOneOf(at, family, ['IPv4', 'IPv6'])),
    ...optionalOneOf('spec.ipFamilyPolicy', spec.ipFamilyPolicy, [
      'PreferDualStack',
      'RequireDualStack',
      'SingleStack',
    ]),
  ]
  if (spec.clusterIP && ips.length > 0 && ips[0] !== spec.clusterIP) {
    errors.push(invalid('spec.clusterIPs[0]', ips, 'first value must match `clusterIP`'))
  }
  if (ips.length > 2) errors.push(invalid('spec.clusterIPs', ips, 'may only hold up to 2 values'))
  return [
    ...errors,
    ...each('spec.clusterIPs', ips, (ip, at, index) => {
      if (ip === 'None') {
        return index === 0 && ips.length === 1 ? [] : [invalid(at, ip, "must be empty or 'None'")]
      }
      return invalidFor(at, ip, ipErrors(ip))
    }),
    ...validateFamilies(spec),
  ]
}

function validateFamilies({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): FieldError[] {
  return each('spec.clusterIPs', clusterIPs, (ip, at, index) => {
    const family = ipFamilies[index]
    const parsed = parseIp(ip)
    if (!parsed || !family || `IPv${parsed.family}` === family) return []
    return [invalid(at, ip, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``)]
  })
}

function validateTrafficPolicies(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = []
  const external = spec.externalTrafficPolicy
  if (isExternallyAccessible(spec)) {
    errors.push(...oneOf('spec.externalTrafficPolicy', external, ['Cluster', 'Local']))
  } else if (external) {
    const detail = 'may only be set for externally-accessible services'
    errors.push(invalid('spec.externalTrafficPolicy', external, detail))
  }
  if (spec.healthCheckNodePort && !needsHealthCheck(spec)) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
    errors.push(invalid('spec.healthCheckNodePort', spec.healthCheckNodePort, detail))
  }
  if (spec.type !== 'ExternalName') {
    errors.push(...oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']))
  }
  return errors
}

export function needsHealthCheck({ type, externalTrafficPolicy }: ServiceSpec): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local'
}

function validateLoadBalancer(spec: ServiceSpec): FieldError[] {
  const isBalanced = spec.type === 'LoadBalancer'
  // Upstream names this field as Go does.
  const errors = each('spec.LoadBalancerSourceRanges', spec.loadBalancerSourceRanges, (range, at) =>
    parseCidr(range.trim())
      ? []
      : [invalid(at, range, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')],
  )
  for (const key of [
    'loadBalancerSourceRanges',
    'allocateLoadBalancerNodePorts',
    'loadBalancerClass',
  ] as const) {
    const value = spec[key]
    if (isBalanced || value === undefined || (Array.isArray(value) && value.length === 0)) continue
    const name = key === 'loadBalancerSourceRanges' ? 'LoadBalancerSourceRanges' : key
    errors.push(forbiddenField(`spec.${name}`, "may only be used when `type` is 'LoadBalancer'"))
  }
  if (!isBalanced || !spec.loadBalancerClass) return errors
  return [
    ...errors,
    ...invalidFor(
      'spec.loadBalancerClass',
      spec.loadBalancerClass,
      qualifiedNameErrors(spec.loadBalancerClass),
    ),
  ]
}

/** A cluster IP is for life, unless the service stops having one. */
export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors = validateService(service)
  const [before] = old.spec.clusterIPs ?? []
  const keepsIp = before && service.spec.type !== 'ExternalName' && old.spec.type !== 'ExternalName'
  if (keepsIp && service.spec.clusterIPs?.[0] !== before) {
    errors.push(invalid('spec.clusterIPs[0]', service.spec.clusterIPs ?? [], 'may not change once set'))
  }
  const wasBalanced = old.spec.type === 'LoadBalancer' && service.spec.type === 'LoadBalancer'
  if (wasBalanced && old.spec.loadBalancerClass !== service.spec.loadBalancerClass) {
    errors.push(invalid('spec.loadBalancerClass', service.spec.loadBalancerClass, 'may not change once set'))
  }
  return errors
}

export function validateServiceStatus({ spec, status }: Service): FieldError[] {
  if (spec.type === 'LoadBalancer' || !status?.loadBalancer?.ingress?.length) return []
  const why = "may only be used when `spec.type` is 'LoadBalancer'"
  return [forbiddenField('status.loadBalancer.ingress', why)]
}
