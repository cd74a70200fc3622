import type { ContainerPort, Pod } from '@knarr/api/core/v1'

export interface HostPort {
  /** Protocol and port: `TCP/80`. */
  readonly port: string
  readonly ip: string
}

const anyIp = '0.0.0.0'

/** The host ports a pod holds for all its life: those of containers and sidecars. */
export function hostPortsOf({ spec }: Pod): readonly HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  const ports: HostPort[] = []
  for (const container of [...spec.containers, ...sidecars]) {
    for (const port of container.ports ?? []) if (port.hostPort) ports.push(hostPort(port))
  }
  return ports
}

function hostPort({ hostPort: number, protocol = 'TCP', hostIP }: ContainerPort): HostPort {
  return { port: `${protocol}/${number}`, ip: hostIP || anyIp }
}

/** Whether two ports cannot both be had on one node. */
export function portsClash(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && (a.ip === b.ip || a.ip === anyIp || b.ip === anyIp)
}
