import type { Container, Pod } from '@knarr/api/core/v1'
import { parseQuantity } from '@knarr/machinery'
import type { LinuxResources } from '@knarr/rpc'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const period = 100_000
const minShares = 2
const maxShares = 262_144
const minQuota = 1_000
/** What the class `system-node-critical` has. */
const nodeCriticalPriority = 2_000_001_000
const computeResources = ['cpu', 'memory'] as const

/** Requests and limits decide who is throttled and evicted first (upstream's `ComputePodQOS`). */
export function qosClassOf({ spec }: Pod): QosClass {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  const isSet = (text: string | undefined): boolean => text !== undefined && parseQuantity(text).sign > 0
  const hasAny = containers.some(({ resources }) =>
    computeResources.some((name) => isSet(resources?.requests?.[name]) || isSet(resources?.limits?.[name])),
  )
  if (!hasAny) return 'BestEffort'
  const isGuaranteed = containers.every(({ resources }) =>
    computeResources.every((name) => {
      const limit = resources?.limits?.[name]
      const request = resources?.requests?.[name] ?? limit
      return (
        limit !== undefined &&
        isSet(limit) &&
        parseQuantity(limit).compare(parseQuantity(request ?? '0')) === 0
      )
    }),
  )
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}

/** The pod's cgroup below the node's: `/kubepods/burstable/pod<uid>`. */
export function cgroupParentOf(pod: Pod, root: string): string {
  const qos = qosClassOf(pod)
  const folder = qos === 'Guaranteed' ? '' : `/${qos.toLowerCase()}`
  return `${root}/kubepods${folder}/pod${pod.metadata.uid}`
}

/** Cgroup values of one container (upstream's kuberuntime and cm helpers). */
export function linuxResourcesOf(
  pod: Pod,
  { resources }: Container,
  nodeMemoryBytes: number,
): LinuxResources {
  const milli = (text: string | undefined): number => (text ? Number(parseQuantity(text).milliValue()) : 0)
  const cpuLimit = milli(resources?.limits?.cpu)
  const cpuRequest = resources?.requests?.cpu === undefined ? cpuLimit : milli(resources.requests.cpu)
  const memory = resources?.limits?.memory
  return {
    cpuPeriod: period,
    cpuShares: Math.min(maxShares, Math.max(minShares, Math.floor((cpuRequest * 1024) / 1000))),
    ...(cpuLimit > 0 ? { cpuQuota: Math.max(minQuota, Math.floor((cpuLimit * period) / 1000)) } : {}),
    ...(memory ? { memoryLimitBytes: Number(parseQuantity(memory).value()) } : {}),
    oomScoreAdj: oomScoreAdjOf(pod, resources?.requests?.memory ?? memory, nodeMemoryBytes),
  }
}

/** Guaranteed and critical to the node last, best effort first, burstable by how little of the node they asked for. */
function oomScoreAdjOf(pod: Pod, memoryRequest: string | undefined, nodeMemoryBytes: number): number {
  const qos = qosClassOf(pod)
  const isNodeCritical = (pod.spec.priority ?? 0) >= nodeCriticalPriority
  if (isNodeCritical || qos === 'Guaranteed') return -997
  if (qos === 'BestEffort') return 1000
  const request = memoryRequest ? Number(parseQuantity(memoryRequest).value()) : 0
  const adjusted = 1000 - Math.floor((1000 * request) / nodeMemoryBytes)
  return Math.min(999, Math.max(3, adjusted))
}
