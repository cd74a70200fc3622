import type { Container, Pod, ResourceRequirements } from '@knarr/api/core/v1'
import { parseQuantity } from '@knarr/machinery'
import { outOfCapacity, outOfResource } from '../pod-workers/admit-pod.ts'

/** A resize that the node cannot grant: not now, or never. */
export interface PendingResize {
  readonly reason: 'Deferred' | 'Infeasible'
  readonly message: string
}

type ByContainer = ReadonlyMap<string, ResourceRequirements>

/**
 * What each pod of the node was given, which is what its containers run with. A spec that asks for something
 * else is granted once the node has room for it (upstream's allocation manager).
 */
export class PodAllocations {
  readonly #byPod = new Map<string, ByContainer>()

  /** The pod with what it was given in place of what it asks for. */
  allocated(pod: Pod): Pod {
    const given = this.#given(pod)
    const withGiven = (container: Container): Container => {
      const resources = given.get(container.name)
      return resources ? { ...container, resources } : container
    }
    const { initContainers, containers } = pod.spec
    return {
      ...pod,
      spec: {
        ...pod.spec,
        containers: containers.map(withGiven),
        ...(initContainers ? { initContainers: initContainers.map(withGiven) } : {}),
      },
    }
  }

  /** Gives the pod what it asks for, or says why it cannot have that; undefined where it has it. */
  resize(
    pod: Pod,
    othersHere: () => readonly Pod[],
    allocatable: Readonly<Record<string, string>>,
  ): PendingResize | undefined {
    const given = this.#given(pod)
    const isAsGiven = containersOf(pod).every(({ name, resources }) =>
      sameResources(resources, given.get(name)),
    )
    if (isAsGiven) return undefined
    const tooMuch = outOfCapacity(pod, allocatable)
    if (tooMuch) return { reason: 'Infeasible', message: tooMuch }
    const noRoom = outOfResource(
      pod,
      othersHere().map((other) => this.allocated(other)),
      allocatable,
    )
    if (noRoom) return { reason: 'Deferred', message: noRoom.message }
    this.#byPod.set(pod.metadata.uid, askedFor(pod))
    return undefined
  }

  forget(uid: string): void {
    this.#byPod.delete(uid)
  }

  /** A pod that a kubelet before this one gave something to shows it in its status. */
  #given(pod: Pod): ByContainer {
    const { uid } = pod.metadata
    let given = this.#byPod.get(uid)
    if (!given) {
      given = new Map([...askedFor(pod), ...shownIn(pod)])
      this.#byPod.set(uid, given)
    }
    return given
  }
}

function containersOf({ spec }: Pod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers]
}

function askedFor(pod: Pod): ByContainer {
  return new Map(containersOf(pod).map(({ name, resources }) => [name, resources ?? {}]))
}

function shownIn({ status }: Pod): ByContainer {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return new Map(
    statuses.flatMap(({ name, resources, allocatedResources: requests }) =>
      resources ? [[name, { ...resources, ...(requests ? { requests } : {}) }] as const] : [],
    ),
  )
}

/** Whether two lists say the same amounts, however they are written. */
export function sameResources(
  one: ResourceRequirements | undefined,
  other: ResourceRequirements | undefined,
): boolean {
  return sameAmounts(one?.requests, other?.requests) && sameAmounts(one?.limits, other?.limits)
}

function sameAmounts(one: Record<string, string> = {}, other: Record<string, string> = {}): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => {
    const [a, b] = [one[name], other[name]]
    return a !== undefined && b !== undefined && parseQuantity(a).compare(parseQuantity(b)) === 0
  })
}
