import type { Container, Pod } from '@knarr/api/core/v1'
import { parseQuantity } from '@knarr/machinery'

/** Amounts by resource name: CPU in millicores, everything else in its unit. */
export interface Resources {
  cpu: number
  memory: number
  ephemeralStorage: number
  readonly scalar: Map<string, number>
}

export function noResources(): Resources {
  return { cpu: 0, memory: 0, ephemeralStorage: 0, scalar: new Map() }
}

export function resourcesOf(list: Readonly<Record<string, string>> | undefined): Resources {
  const resources = noResources()
  for (const [name, text] of Object.entries(list ?? {})) {
    const quantity = parseQuantity(text)
    if (name === 'cpu') resources.cpu = Number(quantity.milliValue())
    else if (name === 'memory') resources.memory = Number(quantity.value())
    else if (name === 'ephemeral-storage') resources.ephemeralStorage = Number(quantity.value())
    else resources.scalar.set(name, Number(quantity.value()))
  }
  return resources
}

/** Adds `other` times `sign`. */
export function addResources(to: Resources, other: Resources, sign: 1 | -1 = 1): void {
  to.cpu += sign * other.cpu
  to.memory += sign * other.memory
  to.ephemeralStorage += sign * other.ephemeralStorage
  for (const [name, amount] of other.scalar) to.scalar.set(name, (to.scalar.get(name) ?? 0) + sign * amount)
}

function atLeast(to: Resources, other: Resources): void {
  to.cpu = Math.max(to.cpu, other.cpu)
  to.memory = Math.max(to.memory, other.memory)
  to.ephemeralStorage = Math.max(to.ephemeralStorage, other.ephemeralStorage)
  for (const [name, amount] of other.scalar) to.scalar.set(name, Math.max(to.scalar.get(name) ?? 0, amount))
}

const requestsOf = ({ resources }: Container): Resources => resourcesOf(resources?.requests)

/**
 * What a pod asks for: its containers and sidecars together, or any init container with the sidecars started
 * before it where that is more, plus overhead (upstream's `PodRequests`).
 */
export function podRequests({ spec }: Pod): Resources {
  const total = noResources()
  for (const container of spec.containers) addResources(total, requestsOf(container))
  const sidecars = noResources()
  const largestInit = noResources()
  for (const container of spec.initContainers ?? []) {
    const requests = requestsOf(container)
    if (container.restartPolicy === 'Always') {
      addResources(total, requests)
      addResources(sidecars, requests)
      atLeast(largestInit, sidecars)
    } else {
      addResources(requests, sidecars)
      atLeast(largestInit, requests)
    }
  }
  atLeast(total, largestInit)
  if (spec.overhead) addResources(total, resourcesOf(spec.overhead))
  return total
}
