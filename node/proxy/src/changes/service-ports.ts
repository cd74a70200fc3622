import { isIPv6 } from 'node:net'
import type { ServicePort as PortSpec, Service } from '@knarr/api/core/v1'
import type { IpFamily, Protocol, ServicePort } from '../model/service-port.ts'

const proxyNameLabel = 'service.kubernetes.io/service-proxy-name'
const headlessLabel = 'service.kubernetes.io/headless'
const defaultAffinitySeconds = 10_800

/** Whether another proxy, or none, is to look after it: by label, without a cluster IP, or as an ExternalName. */
export function isSkipped({ metadata, spec }: Service): boolean {
  const labels = metadata.labels ?? {}
  if (proxyNameLabel in labels || headlessLabel in labels) return true
  return !spec?.clusterIP || spec.clusterIP === 'None' || spec.type === 'ExternalName'
}

/** The ports of a service in one family; none where it has no cluster IP of that family. */
export function servicePortsOf(service: Service, family: IpFamily): ServicePort[] {
  const { spec } = service
  if (!spec || isSkipped(service)) return []
  const clusterIp = ofFamily(spec.clusterIPs ?? [spec.clusterIP ?? ''], family)[0]
  if (!clusterIp) return []
  const shared = sharedBy(service, family, clusterIp)
  return (spec.ports ?? []).map((port) => ({ ...shared, ...ownOf(port) }))
}

type Own = Pick<ServicePort, 'portName' | 'protocol' | 'port' | 'nodePort'>

function ownOf({ name = '', protocol = 'TCP', port, nodePort = 0 }: PortSpec): Own {
  return { portName: name, protocol: protocol as Protocol, port, nodePort }
}

function sharedBy(service: Service, family: IpFamily, clusterIp: string): Omit<ServicePort, keyof Own> {
  const { metadata, spec, status } = service
  const ingress = (status?.loadBalancer?.ingress ?? []).filter(({ ipMode }) => ipMode !== 'Proxy')
  return {
    namespace: metadata.namespace ?? '',
    service: metadata.name ?? '',
    clusterIp,
    externalIps: ofFamily(spec?.externalIPs ?? [], family),
    loadBalancerIps: ofFamily(
      ingress.map(({ ip = '' }) => ip),
      family,
    ),
    sourceRanges: ofFamily(
      (spec?.loadBalancerSourceRanges ?? []).map((range) => range.trim()),
      family,
    ),
    affinitySeconds: affinityOf(service),
    internalPolicyLocal: spec?.internalTrafficPolicy === 'Local',
    externalPolicyLocal: spec?.externalTrafficPolicy === 'Local',
    healthCheckNodePort: spec?.externalTrafficPolicy === 'Local' ? (spec.healthCheckNodePort ?? 0) : 0,
    annotations: metadata.annotations ?? {},
  }
}

function affinityOf({ spec }: Service): number | undefined {
  if (spec?.sessionAffinity !== 'ClientIP') return undefined
  return spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds
}

function ofFamily(addresses: readonly string[], family: IpFamily): string[] {
  return addresses.filter((text) => text && isIPv6(text.split('/')[0] ?? '') === (family === 'IPv6'))
}
