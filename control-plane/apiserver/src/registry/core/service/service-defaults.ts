import type { Service, ServiceSpec } from '@knarr/api/core/v1'

const affinityTimeoutSeconds = 3 * 60 * 60

export function setServiceDefaults(service: Service): void {
  service.spec ??= {}
  const spec = service.spec
  spec.sessionAffinity ||= 'None'
  setAffinityTimeout(spec)
  spec.type ||= 'ClusterIP'
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP'
    port.targetPort ||= port.port
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster'
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster'
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
  setLoadBalancerIpModes(service)
}

function setAffinityTimeout(spec: ServiceSpec): void {
  if (spec.sessionAffinity === 'None') {
    delete spec.sessionAffinityConfig
    return
  }
  if (spec.sessionAffinity !== 'ClientIP') return
  spec.sessionAffinityConfig ??= {}
  spec.sessionAffinityConfig.clientIP ??= {}
  spec.sessionAffinityConfig.clientIP.timeoutSeconds ??= affinityTimeoutSeconds
}

function setLoadBalancerIpModes({ spec, status }: Service): void {
  if (spec.type !== 'LoadBalancer') return
  for (const ingress of status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP'
}

/** Whether traffic from outside the cluster reaches the service. */
export function isExternallyAccessible({ type, externalIPs }: ServiceSpec): boolean {
  return (
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && Boolean(externalIPs?.length))
  )
}
