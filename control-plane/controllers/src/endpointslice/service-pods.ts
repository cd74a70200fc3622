import { type Pod, pods, type Service, type ServicePort, services } from '@knarr/api/core/v1'
import type { ReconcileContext, SetupContext } from '@knarr/controller'
import { deepEqual, keyOf, selectorOfLabels } from '@knarr/machinery'
import { isReady, isTerminal } from '../pod/pod-state.ts'

/** Wakes a service when a pod it selects, or selected before, changes in a way that endpoints show. */
export function enqueueServicesOfPods({ informer, enqueue }: SetupContext): void {
  const wake = (pod: Pod): void => {
    for (const service of informer(services).list(pod.metadata.namespace)) {
      if (selects(service, pod)) enqueue(keyOf(service))
    }
  }
  informer(pods).addHandler({
    onAdd: wake,
    onUpdate(pod, old) {
      if (!deepEqual(pod.metadata.labels, old.metadata.labels)) wake(old)
      else if (deepEqual(shownOf(pod), shownOf(old))) return
      wake(pod)
    },
    onDelete: wake,
  })
}

/** What of a pod, beside its labels, endpoints depend on. */
function shownOf(pod: Pod): object {
  const { nodeName, hostname, subdomain } = pod.spec
  const isGoing = pod.metadata.deletionTimestamp !== undefined
  const node = { nodeName: nodeName ?? '', hostname: hostname ?? '', subdomain: subdomain ?? '' }
  return { ...node, ips: ipsOf(pod), isGoing, isReady: isReady(pod), isTerminal: isTerminal(pod) }
}

/** The pod's addresses, whether it has one or one of each family. */
export function ipsOf({ status }: Pod): string[] {
  const ips = (status?.podIPs ?? []).map(({ ip }) => ip)
  return (ips.length > 0 ? ips : [status?.podIP ?? '']).filter(Boolean)
}

/** The pod's address of one family. */
export function ipOf(pod: Pod, family: string): string | undefined {
  return ipsOf(pod).find((ip) => ip.includes(':') === (family === 'IPv6'))
}

function selects({ spec }: Service, pod: Pod): boolean {
  const selector = spec.selector ?? {}
  const names = Object.keys(selector)
  return names.length > 0 && names.every((name) => pod.metadata.labels?.[name] === selector[name])
}

/** The pods a service selects, whatever their state. */
export function podsOf(service: Service, { lister }: Pick<ReconcileContext, 'lister'>): Pod[] {
  const selector = selectorOfLabels(service.spec.selector ?? {})
  return lister.list(pods, service.metadata.namespace).filter((pod) => selector.matches(pod.metadata.labels))
}

/** The number a service port reaches on this pod; undefined when the pod has no port of that name. */
export function targetPortOn(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port
  if (typeof target === 'number') return target
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  return [...pod.spec.containers, ...sidecars]
    .flatMap(({ ports = [] }) => ports)
    .find(({ name, protocol = 'TCP' }) => name === target && protocol === (port.protocol ?? 'TCP'))
    ?.containerPort
}

/** Has an address and has not run to its end: worth being an endpoint at all. */
export function isEndpoint(pod: Pod): boolean {
  return ipsOf(pod).length > 0 && !isTerminal(pod)
}

/** The host name a pod is known by behind its headless service. */
export function endpointHostname(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec
  return hostname && subdomain === service.metadata.name ? hostname : undefined
}
