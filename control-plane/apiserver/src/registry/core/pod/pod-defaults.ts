import type { Pod, PodSpec } from '@knarr/api/core/v1'
import {
  type AnyContainer,
  setContainerDefaults,
  setHostPorts,
  setRequestsFromLimits,
} from './container-defaults.ts'
import { setVolumeDefaults } from './volume-defaults.ts'

/** The defaults a pod shares with every pod template: upstream's `SetDefaults_PodSpec`. */
export function setPodSpecDefaults(spec: PodSpec): void {
  spec.containers ??= []
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.restartPolicy ||= 'Always'
  spec.schedulerName ||= 'default-scheduler'
  spec.terminationGracePeriodSeconds ??= 30
  spec.securityContext ??= {}
  setServiceAccount(spec)
  setHostPorts(spec)
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume)
  for (const container of containersOf(spec)) setContainerDefaults(container)
  for (const constraint of spec.topologySpreadConstraints ?? []) {
    if (constraint.labelSelector === null) delete constraint.labelSelector
  }
}

/** `serviceAccount` is the old name of the same field; the two always agree. */
function setServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount
  if (!name) return
  spec.serviceAccountName = name
  spec.serviceAccount = name
}

export function setPodDefaults(pod: Pod): void {
  pod.spec ??= { containers: [] }
  setPodSpecDefaults(pod.spec)
  pod.spec.enableServiceLinks ??= true
  for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
    setRequestsFromLimits(container.resources)
  }
  setRequestsFromLimits(pod.spec.resources)
}

/** All of a pod's containers: init, app, ephemeral. */
function containersOf(spec: PodSpec): AnyContainer[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])]
}
