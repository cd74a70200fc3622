import type { Service, ServiceSpec } from '@knarr/api/core/v1'
import { cloneJson, type FieldError, invalid, parseIp } from '@knarr/machinery'
import type { IpFamily, ServiceIpAllocator } from './service-ip-allocator.ts'

/** `clusterIP` is the first of `clusterIPs`: whichever a client sent fills in the other. */
export function normalizeClusterIps(service: Service, old?: Service): void {
  const { spec } = service
  if (!old) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP]
    return
  }
  const isCleared = !spec.clusterIP && Boolean(old.spec.clusterIP)
  const isChanged = Boolean(spec.clusterIP) && spec.clusterIP !== old.spec.clusterIP
  const hasSameList = spec.clusterIPs?.join() === old.spec.clusterIPs?.join()
  if (isCleared && hasSameList) delete spec.clusterIPs
  if (isChanged && (hasSameList || !spec.clusterIPs?.length)) spec.clusterIPs = [spec.clusterIP as string]
}

/** What an update left out of what the server had chosen stays as it was. */
export function keepAllocated({ spec }: Service, { spec: old }: Service): void {
  if (old.type !== 'ExternalName' && spec.type !== 'ExternalName') {
    for (const key of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const)
      keep(spec, old, key)
  }
  const usesPorts = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer'
  if (!usesPorts(spec) || !usesPorts(old)) return
  keep(spec, old, 'healthCheckNodePort')
  keepNodePorts(spec, old)
}

function keep(spec: ServiceSpec, old: ServiceSpec, key: keyof ServiceSpec): void {
  const value = spec[key]
  const isGiven = Array.isArray(value) ? value.length > 0 : Boolean(value)
  if (!isGiven && old[key] !== undefined) Object.assign(spec, { [key]: cloneJson(old[key]) })
}

function keepNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const used = new Set(spec.ports?.map(({ nodePort }) => nodePort))
  for (const port of spec.ports ?? []) {
    const before = old.ports?.find((other) => other.port === port.port && other.protocol === port.protocol)
    if (!port.nodePort && before?.nodePort && !used.has(before.nodePort)) port.nodePort = before.nodePort
  }
}

/** Chooses families and their policy; answers what of the wishes the cluster cannot meet. */
export function setFamilies(
  { spec }: Service,
  { families }: Pick<ServiceIpAllocator, 'families'>,
): FieldError[] {
  if (spec.type === 'ExternalName') return []
  spec.ipFamilies ??= []
  if (spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0) {
    setHeadlessFamilies(spec)
    return []
  }
  const isDual = spec.ipFamilies.length === 2 || (spec.clusterIPs?.length ?? 0) === 2
  spec.ipFamilyPolicy ??= isDual ? 'RequireDualStack' : 'SingleStack'
  fillFamilies(spec, families)
  const missing = spec.ipFamilies.flatMap((family, index) =>
    families.includes(family as IpFamily)
      ? []
      : [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')],
  )
  if (spec.ipFamilyPolicy !== 'RequireDualStack' || families.length === 2) return missing
  return [
    invalid(
      'spec.ipFamilyPolicy',
      spec.ipFamilyPolicy,
      'this cluster is not configured for dual-stack services',
    ),
    ...missing,
  ]
}

/** Such a service has no addresses of its own and may name any. */
function setHeadlessFamilies(spec: ServiceSpec): void {
  spec.ipFamilyPolicy ??= 'RequireDualStack'
  const families = spec.ipFamilies ?? []
  if (families.length === 0) families.push('IPv4')
  const [first] = families
  if (families.length === 1 && spec.ipFamilyPolicy !== 'SingleStack')
    families.push(first === 'IPv4' ? 'IPv6' : 'IPv4')
  spec.ipFamilies = families
}

function fillFamilies(spec: ServiceSpec, families: readonly IpFamily[]): void {
  const chosen = spec.ipFamilies as string[]
  for (const ip of (spec.clusterIPs ?? []).slice(chosen.length)) {
    const parsed = parseIp(ip)
    if (parsed) chosen.push(`IPv${parsed.family}`)
  }
  if (chosen.length === 0 && families[0]) chosen.push(families[0])
  const other = families.find((family) => !chosen.includes(family))
  if (spec.ipFamilyPolicy !== 'SingleStack' && chosen.length === 1 && other) chosen.push(other)
}
