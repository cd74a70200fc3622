import type { Container, Pod, ResourceRequirements } from '@knarr/api/core/v1'
import { sameResources } from './pod-allocations.ts'

/** What running containers were made with or resized to, by pod and container id. */
export class ActuatedResources {
  readonly #byPod = new Map<string, Map<string, ResourceRequirements>>()

  set(podUid: string, containerId: string, { resources = {} }: Container): void {
    const known = this.#byPod.get(podUid) ?? new Map()
    this.#byPod.set(podUid, known.set(containerId, resources))
  }

  /** A container of a kubelet before this one runs with what the pod's status shows. */
  get(pod: Pod, containerId: string, name: string): ResourceRequirements | undefined {
    const { status } = pod
    const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
    return (
      this.#byPod.get(pod.metadata.uid)?.get(containerId) ??
      statuses.find((shown) => shown.name === name)?.resources
    )
  }

  /** The resources in which a running container differs from what its pod was given. */
  outdated(pod: Pod, containerId: string, { name, resources }: Container): readonly ('cpu' | 'memory')[] {
    const now = this.get(pod, containerId, name)
    if (!now) return []
    return (['cpu', 'memory'] as const).filter(
      (resource) => !sameResources(only(now, resource), only(resources, resource)),
    )
  }

  forget(podUid: string): void {
    this.#byPod.delete(podUid)
  }
}

function only(resources: ResourceRequirements | undefined, name: string): ResourceRequirements {
  const pick = (list: Record<string, string> | undefined): Record<string, string> => {
    const amount = list?.[name]
    return amount === undefined ? {} : { [name]: amount }
  }
  return { requests: pick(resources?.requests), limits: pick(resources?.limits) }
}
