import type { Service, ServiceSpec } from '@knarr/api/core/v1'
import { deepEqual } from '@knarr/machinery'
import { needsNodePorts } from './service-allocation.ts'
import { isExternallyAccessible } from './service-defaults.ts'
import { needsHealthCheck } from './service-validation.ts'

/**
 * A client that changes only the type sends the old type's fields along. What it left as it was and the
 * new type has no use for is dropped; what it changed is kept, to be refused.
 */
export function dropForeignFields(service: Service, old: Service): void {
  const { spec } = service
  if (spec.type === 'ExternalName' && old.spec.type !== 'ExternalName') {
    dropSame(spec, old.spec, [
      'clusterIP',
      'clusterIPs',
      'ipFamilies',
      'ipFamilyPolicy',
      'internalTrafficPolicy',
    ])
  }
  if (needsNodePorts(old) && !needsNodePorts(service)) dropNodePorts(spec, old.spec)
  if (needsHealthCheck(old.spec) && !needsHealthCheck(spec)) dropSame(spec, old.spec, ['healthCheckNodePort'])
  if (isExternallyAccessible(old.spec) && !isExternallyAccessible(spec)) {
    dropSame(spec, old.spec, ['externalTrafficPolicy'])
  }
  if (old.spec.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    dropSame(spec, old.spec, ['allocateLoadBalancerNodePorts', 'loadBalancerClass'])
  }
}

function dropSame(spec: ServiceSpec, old: ServiceSpec, keys: readonly (keyof ServiceSpec)[]): void {
  for (const key of keys) if (deepEqual(spec[key], old[key])) delete spec[key]
}

function dropNodePorts(spec: ServiceSpec, old: ServiceSpec): void {
  const before = new Set(old.ports?.map(({ nodePort }) => nodePort))
  for (const port of spec.ports ?? []) if (before.has(port.nodePort)) delete port.nodePort
}
