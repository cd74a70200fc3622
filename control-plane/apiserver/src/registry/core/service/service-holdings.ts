import type { Service } from '@knarr/api/core/v1'

/** The cluster IPs a service holds. */
export function heldIps({ spec }: Service): string[] {
  if (spec.type === 'ExternalName') return []
  const ips = spec.clusterIPs?.length ? spec.clusterIPs : spec.clusterIP ? [spec.clusterIP] : []
  return ips.filter((ip) => ip !== 'None')
}

/** The node ports a service holds, each once though several protocols may share it. */
export function heldNodePorts({ spec }: Service): number[] {
  const ports = (spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0)
  return [...new Set([...ports, spec.healthCheckNodePort ?? 0])].filter((port) => port > 0)
}
