import { Quantity } from '@knarr/machinery'
import type { Container, Pod, ResourceRequirements } from '../core/v1/api.generated.ts'
import { type Amounts, amountsOf } from './amounts.ts'
import { podLimits, podRequests } from './pod-resources.ts'

/** Resources whose requests and limits a quota may name. */
const computed = ['cpu', 'memory', 'ephemeral-storage']
/** What every container must say itself where a quota is on it. */
const explicit = ['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`])
const one = Quantity.of(1)

/** What a pod takes of a quota; a finished one, or one that outlived its end, is only counted. */
export function podUsage(pod: Pod, nowMs: number): Amounts {
  const usage = new Map([['count/pods', one]])
  if (!isActive(pod, nowMs)) return usage
  usage.set('pods', one)
  for (const [name, amount] of computeUsage(podRequests(pod), podLimits(pod))) usage.set(name, amount)
  return usage
}

export function isPodResource(name: string): boolean {
  if (name === 'pods' || name === 'count/pods') return true
  const bare = name.replace(/^(requests|limits)\./, '')
  if (computed.includes(bare)) return true
  if (name.startsWith('limits.')) return false
  return bare.startsWith('hugepages-') || (name !== bare && isExtended(bare))
}

/** Which of `required` a container leaves open: `limits.cpu for: main,other`. */
export function unspecifiedResources({ spec }: Pod, required: readonly string[]): string[] {
  const isSpecified = (container: Container, name: string): boolean =>
    usageOfRequirements(container.resources).has(name) || usageOfRequirements(spec.resources).has(name)
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  return required
    .filter((name) => explicit.includes(name))
    .sort()
    .flatMap((name) => {
      const open = containers.filter((container) => !isSpecified(container, name)).map((each) => each.name)
      return open.length > 0 ? [`${name} for: ${open.sort().join(',')}`] : []
    })
}

function usageOfRequirements(resources: ResourceRequirements | undefined): Amounts {
  return computeUsage(amountsOf(resources?.requests), amountsOf(resources?.limits))
}

function computeUsage(requests: Amounts, limits: Amounts): Map<string, Quantity> {
  const usage = new Map<string, Quantity>()
  for (const [name, amount] of requests) {
    const isComputed = computed.includes(name) || name.startsWith('hugepages-')
    if (isComputed) usage.set(name, amount)
    if (isComputed || isExtended(name)) usage.set(`requests.${name}`, amount)
  }
  for (const name of computed) {
    const limit = limits.get(name)
    if (limit) usage.set(`limits.${name}`, limit)
  }
  return usage
}

function isExtended(name: string): boolean {
  return name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name) && !name.startsWith('requests.')
}

function isActive({ metadata, status }: Pod, nowMs: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
  if (!deletionTimestamp || deletionGracePeriodSeconds === undefined) return true
  return nowMs <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000
}
