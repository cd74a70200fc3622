import type {
  Container,
  ContainerState,
  Pod,
  ResourceRequirements,
  ContainerStatus as StatusOfContainer,
} from '@knarr/api/core/v1'
import { timestamp } from '@knarr/machinery'
import type { ContainerStatus } from '@knarr/rpc'
import { isSidecar, shouldRestart } from '../runtime-manager/compute-pod-actions.ts'
import type { Waiting } from '../runtime-manager/image-puller.ts'
import type { PodState } from '../runtime-manager/pod-labels.ts'

/** What a pod's status is made of beside its spec. */
export interface Observed {
  readonly state: PodState
  /** By container name: why it waits, from the last sync. */
  readonly waiting: ReadonlyMap<string, Waiting>
  /** `knarr-sandbox`: what container ids begin with. */
  readonly runtimeName: string
  isReady(containerId: string): boolean
  hasStarted(containerId: string): boolean
  /** What a container runs with, where that is known. */
  resourcesOf(containerId: string, name: string): ResourceRequirements | undefined
  /** A container's last words. */
  messageOf(status: ContainerStatus): string
  readonly isTerminating: boolean
}

/** The statuses of these containers in the spec's order (upstream's `convertToAPIContainerStatuses`). */
export function containerStatuses(
  pod: Pod,
  containers: readonly Container[],
  observed: Observed,
  { areInit }: { readonly areInit: boolean },
): StatusOfContainer[] {
  const known = new Map(
    [
      ...(pod.status?.initContainerStatuses ?? []),
      ...(pod.status?.containerStatuses ?? []),
      ...(pod.status?.ephemeralContainerStatuses ?? []),
    ].map((status) => [status.name, status]),
  )
  return containers.map((container) =>
    statusOf(pod, container, { ...observed, areInit, known: known.get(container.name) }),
  )
}

interface One extends Observed {
  readonly areInit: boolean
  readonly known: StatusOfContainer | undefined
}

function statusOf(pod: Pod, container: Container, one: One): StatusOfContainer {
  const [current, previous] = one.state.containers.filter(({ metadata }) => metadata.name === container.name)
  const base = {
    name: container.name,
    image: container.image ?? '',
    imageID: '',
    restartCount: 0,
    ready: false,
  }
  if (!current) {
    const state = waitingState(pod, container, one)
    return {
      ...base,
      ...resourcesOf(container, container.resources),
      ...vanished(one),
      started: false,
      state,
      lastState: one.known?.lastState ?? {},
    }
  }
  const state = runtimeState(current, one)
  const waits = shownAsWaiting(pod, container, current, one)
  return {
    ...base,
    image: current.image || base.image,
    imageID: current.imageRef,
    containerID: `${one.runtimeName}://${current.id}`,
    restartCount: current.metadata.attempt,
    ...readiness(container, current, one),
    ...resourcesOf(container, actualResources(container, current, one)),
    state: waits ? { waiting: { ...waits } } : state,
    lastState: waits ? state : lastState(previous, one),
  }
}

/** A container that is not running would get what its pod was given. */
function actualResources(
  { name, resources }: Container,
  current: ContainerStatus,
  one: One,
): ResourceRequirements | undefined {
  return (current.state === 'RUNNING' && one.resourcesOf(current.id, name)) || resources
}

/** What the pod was given for the container, and what the container runs with. */
function resourcesOf(
  { resources: given }: Container,
  actual: ResourceRequirements | undefined,
): Pick<StatusOfContainer, 'allocatedResources' | 'resources'> {
  const { requests, limits } = actual ?? {}
  return {
    ...(given?.requests ? { allocatedResources: { ...given.requests } } : {}),
    resources: {
      ...(limits ? { limits: { ...limits } } : {}),
      ...(requests ? { requests: { ...requests } } : {}),
    },
  }
}

/** An init container is ready when it has succeeded; the others when their probes say so. */
function readiness(
  container: Container,
  current: ContainerStatus,
  one: One,
): { ready: boolean; started: boolean } {
  if (one.areInit && !isSidecar(container)) {
    return { ready: current.state === 'EXITED' && current.exitCode === 0, started: false }
  }
  if (current.state !== 'RUNNING') return { ready: false, started: false }
  return { ready: one.isReady(current.id), started: one.hasStarted(current.id) }
}

function lastState(previous: ContainerStatus | undefined, one: One): ContainerState {
  return previous?.state === 'EXITED' ? runtimeState(previous, one) : (one.known?.lastState ?? {})
}

/** A container the runtime no longer knows keeps its count. */
function vanished({ known }: One): { restartCount: number } {
  return { restartCount: known?.restartCount ?? 0 }
}

function waitingState(
  pod: Pod,
  container: Container,
  { waiting, known, isTerminating }: One,
): ContainerState {
  if (isTerminating && known?.state?.terminated) return known.state
  const reason = waiting.get(container.name)
  if (reason) return { waiting: { ...reason } }
  const isInitializing = (pod.spec.initContainers ?? []).length > 0
  return { waiting: { reason: isInitializing ? 'PodInitializing' : 'ContainerCreating' } }
}

/** An ended container that is to be started again shows why it is not yet. */
function shownAsWaiting(
  pod: Pod,
  container: Container,
  current: ContainerStatus,
  { waiting, isTerminating }: One,
): Waiting | undefined {
  if (current.state === 'RUNNING' || isTerminating) return undefined
  const reason = waiting.get(container.name)
  if (!reason || !shouldRestart(pod, container, current)) return undefined
  return reason
}

function runtimeState(status: ContainerStatus, { messageOf, runtimeName }: One): ContainerState {
  switch (status.state) {
    case 'RUNNING':
      return { running: { startedAt: timestamp(status.startedAtMs) } }
    case 'CREATED':
      return { waiting: { reason: 'ContainerCreating' } }
    default: {
      const message = messageOf(status)
      return {
        terminated: {
          exitCode: status.exitCode,
          reason: status.reason || (status.exitCode === 0 ? 'Completed' : 'Error'),
          ...(message ? { message } : {}),
          startedAt: timestamp(status.startedAtMs || status.createdAtMs),
          finishedAt: timestamp(status.finishedAtMs),
          containerID: `${runtimeName}://${status.id}`,
        },
      }
    }
  }
}
