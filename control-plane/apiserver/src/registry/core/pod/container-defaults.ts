import type { Container, EphemeralContainer, PodSpec, Probe } from '@knarr/api/core/v1'

/** A container of any of a pod's three lists. */
export type AnyContainer = Container | EphemeralContainer

/** `Always` for an image that is tagged `latest` or not at all, and has no digest. */
export function pullPolicyFor(image: string): string {
  if (image.includes('@')) return 'IfNotPresent'
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1]
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent'
}

export function setContainerDefaults(container: AnyContainer): void {
  container.resources ??= {}
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.imagePullPolicy ||= pullPolicyFor(container.image ?? '')
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const variable of container.env ?? []) {
    if (variable.valueFrom?.fieldRef) variable.valueFrom.fieldRef.apiVersion ||= 'v1'
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) setProbeDefaults(probe)
  }
  setLifecycleDefaults(container)
}

function setLifecycleDefaults({ lifecycle }: AnyContainer): void {
  for (const handler of [lifecycle?.postStart, lifecycle?.preStop]) {
    if (handler?.httpGet) setHttpGetDefaults(handler.httpGet)
  }
}

function setProbeDefaults(probe: Probe): void {
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
  if (probe.httpGet) setHttpGetDefaults(probe.httpGet)
  if (probe.grpc) probe.grpc.service ??= ''
}

function setHttpGetDefaults(action: NonNullable<Probe['httpGet']>): void {
  action.path ||= '/'
  action.scheme ||= 'HTTP'
}

/** A limit without a request is a request too. */
export function setRequestsFromLimits(resources: Container['resources']): void {
  if (!resources?.limits) return
  for (const [name, limit] of Object.entries(resources.limits)) {
    resources.requests ??= {}
    resources.requests[name] ??= limit
  }
}

/** With the host's network a container port is a host port. */
export function setHostPorts(spec: PodSpec): void {
  if (!spec.hostNetwork) return
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const port of container.ports ?? []) port.hostPort ||= port.containerPort
  }
}
