import type { Container, Pod } from '@knarr/api/core/v1'
import { addResources, noResources, type Resources, raiseTo, resourcesOf } from './resources.ts'

type RequestsOf = (container: Container) => Resources

/** What scoring takes a container without requests to need, so that such pods spread too. */
const defaultMilliCpu = 100
const defaultMemory = 200 * 1024 * 1024

/**
 * What a pod asks for: its containers and sidecars together, or any init container with the sidecars started
 * before it where that is more, plus overhead; pod-level requests take the place of the sum (upstream's
 * `PodRequests`). A container being resized counts with the larger of wanted and granted.
 */
export function podRequests(pod: Pod): Resources {
  const granted = grantedResources(pod)
  const requestsOf: RequestsOf = ({ name, resources }) => {
    const requests = resourcesOf(resources?.requests)
    const known = granted?.get(name)
    if (known) raiseTo(requests, known)
    return requests
  }
  return withPodLevel(pod, sumOfContainers(pod, requestsOf))
}

/** The same with defaults for containers that ask for no CPU or memory: for scores only. */
export function nonZeroRequests(pod: Pod): Resources {
  return withPodLevel(
    pod,
    sumOfContainers(pod, ({ resources }) => {
      const requests = resourcesOf(resources?.requests)
      if (resources?.requests?.cpu === undefined) requests.cpu = defaultMilliCpu
      if (resources?.requests?.memory === undefined) requests.memory = defaultMemory
      return requests
    }),
  )
}

function sumOfContainers({ spec }: Pod, requestsOf: RequestsOf): Resources {
  const total = noResources()
  for (const container of spec.containers) addResources(total, requestsOf(container))
  if (!spec.initContainers?.length) return total
  const sidecars = noResources()
  const largestInit = noResources()
  for (const container of spec.initContainers) {
    const requests = requestsOf(container)
    if (container.restartPolicy === 'Always') {
      addResources(total, requests)
      addResources(sidecars, requests)
      raiseTo(largestInit, sidecars)
    } else {
      addResources(requests, sidecars)
      raiseTo(largestInit, requests)
    }
  }
  raiseTo(total, largestInit)
  return total
}

function withPodLevel({ spec }: Pod, total: Resources): Resources {
  const own = spec.resources?.requests
  if (own) {
    const requests = resourcesOf(own)
    if (own.cpu !== undefined) total.cpu = requests.cpu
    if (own.memory !== undefined) total.memory = requests.memory
    for (const [name, amount] of requests.scalar) total.scalar.set(name, amount)
  }
  if (spec.overhead) addResources(total, resourcesOf(spec.overhead))
  return total
}

function grantedResources({ status }: Pod): Map<string, Resources> | undefined {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  const resized = all.filter(({ resources, allocatedResources }) => resources?.requests ?? allocatedResources)
  if (resized.length === 0) return undefined
  return new Map(
    resized.map(({ name, resources, allocatedResources }) => {
      const granted = resourcesOf(allocatedResources)
      raiseTo(granted, resourcesOf(resources?.requests))
      return [name, granted]
    }),
  )
}
