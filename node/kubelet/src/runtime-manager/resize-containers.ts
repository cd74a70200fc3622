import type { Container, Pod } from '@knarr/api/core/v1'
import { linuxResourcesOf } from '../container-config/resources.ts'
import { isSidecar } from './compute-pod-actions.ts'
import { containerNamed, type PodState } from './pod-labels.ts'
import type { Scene } from './scene.ts'

/** Whether a running container can only have what its pod was given after a restart. */
export function mustRestartToResize(
  pod: Pod,
  container: Container,
  containerId: string,
  { actuated }: Pick<Scene, 'actuated'>,
): boolean {
  const changed = actuated.outdated(pod, containerId, container)
  return changed.some(
    (resource) =>
      container.resizePolicy?.find(({ resourceName }) => resourceName === resource)?.restartPolicy ===
      'RestartContainer',
  )
}

/** Gives running containers what their pod was given. @throws where the runtime refuses */
export async function resizeContainers(pod: Pod, state: PodState, scene: Scene): Promise<boolean> {
  let hasActed = false
  for (const { container, id } of outdatedContainers(pod, state, scene)) {
    if (mustRestartToResize(pod, container, id, scene)) continue
    await scene.runtime.updateContainerResources(id, linuxResourcesOf(pod, container, scene.nodeMemoryBytes))
    scene.actuated.set(pod.metadata.uid, id, container)
    hasActed = true
  }
  return hasActed
}

/** Whether a container still runs with something else than its pod was given. */
export function isResizing(pod: Pod, state: PodState, scene: Pick<Scene, 'actuated'>): boolean {
  return outdatedContainers(pod, state, scene).length > 0
}

interface Outdated {
  readonly container: Container
  readonly id: string
}

function outdatedContainers(pod: Pod, state: PodState, { actuated }: Pick<Scene, 'actuated'>): Outdated[] {
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar)
  return [...sidecars, ...pod.spec.containers].flatMap((container) => {
    const status = containerNamed(state, container.name)
    const isRunning = status?.state === 'RUNNING'
    return isRunning && actuated.outdated(pod, status.id, container).length > 0
      ? [{ container, id: status.id }]
      : []
  })
}
