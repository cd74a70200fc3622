import { parseQuantity } from '@knarr/machinery'
import type { Container, Pod, ResourceRequirements } from '../core/v1/api.generated.ts'
import { type Amounts, addAmounts, amountsOf, largestAmounts } from './amounts.ts'

type Kind = 'requests' | 'limits'
type AmountsOfContainer = (container: Container) => Amounts

/**
 * What a pod asks for: its containers and sidecars together, or any init container with the sidecars before
 * it where that is more; pod-level requests instead; overhead on top (upstream's `PodRequests`). A container
 * being resized counts with the larger of wanted and granted.
 */
export function podRequests(pod: Pod): Amounts {
  const total = resourcesOf(pod, 'requests')
  return addAmounts(total, amountsOf(pod.spec.overhead))
}

/** The same of limits; overhead only counts where there is one (upstream's `PodLimits`). */
export function podLimits(pod: Pod): Amounts {
  const total = resourcesOf(pod, 'limits')
  for (const [name, overhead] of amountsOf(pod.spec.overhead)) {
    const limit = total.get(name)
    if (limit) total.set(name, limit.add(overhead))
  }
  return total
}

function resourcesOf(pod: Pod, kind: Kind): Map<string, ReturnType<typeof parseQuantity>> {
  const total = new Map(sumOfContainers(pod, wantedOrGranted(pod, kind)))
  for (const [name, amount] of Object.entries(pod.spec.resources?.[kind] ?? {})) {
    total.set(name, parseQuantity(amount))
  }
  return total
}

function sumOfContainers({ spec }: Pod, of: AmountsOfContainer): Amounts {
  let total: Amounts = new Map()
  for (const container of spec.containers) total = addAmounts(total, of(container))
  let sidecars: Amounts = new Map()
  let largestInit: Amounts = new Map()
  for (const container of spec.initContainers ?? []) {
    const own = of(container)
    if (container.restartPolicy === 'Always') {
      total = addAmounts(total, own)
      sidecars = addAmounts(sidecars, own)
      largestInit = largestAmounts(largestInit, sidecars)
    } else {
      largestInit = largestAmounts(largestInit, addAmounts(own, sidecars))
    }
  }
  return largestAmounts(total, largestInit)
}

function wantedOrGranted({ status }: Pod, kind: Kind): AmountsOfContainer {
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]
  const granted = new Map<string, ResourceRequirements>()
  for (const { name, resources, allocatedResources } of statuses) {
    if (resources ?? allocatedResources)
      granted.set(name, { requests: allocatedResources ?? {}, ...resources })
  }
  return ({ name, resources }) => {
    const wanted = amountsOf(resources?.[kind])
    const known = granted.get(name)
    return known ? largestAmounts(wanted, amountsOf(known[kind])) : wanted
  }
}
