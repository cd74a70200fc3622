import type { Pod } from '@knarr/api/core/v1'
import { type AffinityTerm, affinityTermOf } from './affinity-term.ts'
import { type HostPort, hostPortsOf } from './host-ports.ts'
import { nonZeroRequests, podRequests } from './pod-requests.ts'
import type { Resources } from './resources.ts'

/** A pod with what scheduling needs of it, computed once. */
export interface PodInfo {
  readonly pod: Pod
  readonly uid: string
  readonly priority: number
  readonly requests: Resources
  /** Requests with defaults where none are given: what scores go by. */
  readonly nonZero: { readonly cpu: number; readonly memory: number }
  readonly hostPorts: readonly HostPort[]
  readonly requiredAffinity: readonly AffinityTerm[]
  readonly requiredAntiAffinity: readonly AffinityTerm[]
  readonly preferredAffinity: readonly AffinityTerm[]
  readonly preferredAntiAffinity: readonly AffinityTerm[]
}

const none: readonly AffinityTerm[] = []

export function podInfoOf(pod: Pod): PodInfo {
  return {
    pod,
    uid: pod.metadata.uid,
    priority: pod.spec.priority ?? 0,
    requests: podRequests(pod),
    nonZero: nonZeroRequests(pod),
    hostPorts: hostPortsOf(pod),
    ...affinityOf(pod),
  }
}

type AffinityTerms = Pick<
  PodInfo,
  'requiredAffinity' | 'requiredAntiAffinity' | 'preferredAffinity' | 'preferredAntiAffinity'
>

const noAffinity: AffinityTerms = {
  requiredAffinity: none,
  requiredAntiAffinity: none,
  preferredAffinity: none,
  preferredAntiAffinity: none,
}

function affinityOf(pod: Pod): AffinityTerms {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  if (!podAffinity && !podAntiAffinity) return noAffinity
  const required = (side: typeof podAffinity) =>
    (side?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => affinityTermOf(pod, term))
  const preferred = (side: typeof podAffinity) =>
    (side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm, weight }) =>
      affinityTermOf(pod, podAffinityTerm, weight),
    )
  return {
    requiredAffinity: required(podAffinity),
    requiredAntiAffinity: required(podAntiAffinity),
    preferredAffinity: preferred(podAffinity),
    preferredAntiAffinity: preferred(podAntiAffinity),
  }
}

export function hasAffinity(info: PodInfo): boolean {
  return (
    info.requiredAffinity.length > 0 ||
    info.requiredAntiAffinity.length > 0 ||
    info.preferredAffinity.length > 0 ||
    info.preferredAntiAffinity.length > 0
  )
}
