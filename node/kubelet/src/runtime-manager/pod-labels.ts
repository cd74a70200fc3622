import type { Container, Pod } from '@knarr/api/core/v1'
import type { ContainerStatus, PodSandboxStatus } from '@knarr/rpc'

/** Labels and annotations by which containers are found again: upstream's, so that its tools know them too. */
export const podNameLabel = 'io.kubernetes.pod.name'
export const podNamespaceLabel = 'io.kubernetes.pod.namespace'
export const podUidLabel = 'io.kubernetes.pod.uid'
const containerNameLabel = 'io.kubernetes.container.name'
const hashAnnotation = 'io.kubernetes.container.hash'
const restartCountAnnotation = 'io.kubernetes.container.restartCount'
const terminationPathAnnotation = 'io.kubernetes.container.terminationMessagePath'
const terminationPolicyAnnotation = 'io.kubernetes.container.terminationMessagePolicy'
const gracePeriodAnnotation = 'io.kubernetes.pod.terminationGracePeriod'

export function sandboxLabels({ metadata }: Pod): Record<string, string> {
  return {
    ...metadata.labels,
    [podNameLabel]: metadata.name,
    [podNamespaceLabel]: metadata.namespace ?? '',
    [podUidLabel]: metadata.uid,
  }
}

export function containerLabels({ metadata }: Pod, container: Container): Record<string, string> {
  return {
    [podNameLabel]: metadata.name,
    [podNamespaceLabel]: metadata.namespace ?? '',
    [podUidLabel]: metadata.uid,
    [containerNameLabel]: container.name,
  }
}

export function containerAnnotations(
  pod: Pod,
  container: Container,
  restartCount: number,
): Record<string, string> {
  return {
    [hashAnnotation]: containerHash(container),
    [restartCountAnnotation]: String(restartCount),
    [terminationPathAnnotation]: container.terminationMessagePath ?? '',
    [terminationPolicyAnnotation]: container.terminationMessagePolicy ?? 'File',
    [gracePeriodAnnotation]: String(pod.spec.terminationGracePeriodSeconds ?? 30),
  }
}

/** What must stay the same for a container to be kept: its name and image (upstream hashes no more either). */
export function containerHash({ name, image }: Container): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(JSON.stringify([name, image ?? ''])))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16)
}

/** Whether a running container was made from another spec than this one. */
export function isOutdated(status: ContainerStatus, container: Container): boolean {
  const made = status.annotations[hashAnnotation]
  return made !== undefined && made !== containerHash(container)
}

export function terminationMessageOf(status: ContainerStatus): { path: string; policy: string } {
  return {
    path: status.annotations[terminationPathAnnotation] ?? '',
    policy: status.annotations[terminationPolicyAnnotation] ?? 'File',
  }
}

/** The grace period a container was started with, for pods that are known from the runtime only. */
export function gracePeriodMsOf(status: ContainerStatus): number {
  return Number(status.annotations[gracePeriodAnnotation] ?? 30) * 1000
}

/** Everything the runtime has of one pod, newest first. */
export interface PodState {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly sandboxes: readonly PodSandboxStatus[]
  readonly containers: readonly ContainerStatus[]
}

export function emptyState({ metadata }: Pod): PodState {
  const { uid, name, namespace = '' } = metadata
  return { uid, namespace, name, sandboxes: [], containers: [] }
}

/** Groups what the runtime lists by pod; what no kubelet made is left out. */
export function podStates(
  sandboxes: readonly PodSandboxStatus[],
  containers: readonly ContainerStatus[],
): Map<string, PodState> {
  const states = new Map<
    string,
    PodState & { sandboxes: PodSandboxStatus[]; containers: ContainerStatus[] }
  >()
  const stateOf = (
    labels: Readonly<Record<string, string>>,
  ): (typeof states extends Map<string, infer S> ? S : never) | undefined => {
    const uid = labels[podUidLabel]
    if (!uid) return undefined
    const known = states.get(uid)
    if (known) return known
    const state = {
      uid,
      namespace: labels[podNamespaceLabel] ?? '',
      name: labels[podNameLabel] ?? '',
      sandboxes: [],
      containers: [],
    }
    states.set(uid, state)
    return state
  }
  for (const sandbox of sandboxes) stateOf(sandbox.labels)?.sandboxes.push(sandbox)
  for (const container of containers) stateOf(container.labels)?.containers.push(container)
  for (const state of states.values()) {
    state.sandboxes.sort((a, b) => b.metadata.attempt - a.metadata.attempt || b.createdAtMs - a.createdAtMs)
    state.containers.sort((a, b) => b.createdAtMs - a.createdAtMs || b.metadata.attempt - a.metadata.attempt)
  }
  return states
}

/** The newest container of this name. */
export function containerNamed(state: PodState, name: string): ContainerStatus | undefined {
  return state.containers.find(({ metadata }) => metadata.name === name)
}
