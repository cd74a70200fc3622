import type { Container, Pod, PodCondition, PodStatus } from '@knarr/api/core/v1'
import { setCondition } from '@knarr/controller'
import { type Clock, timestamp } from '@knarr/machinery'
import type { PendingResize } from '../allocation/pod-allocations.ts'
import { qosClassOf } from '../container-config/resources.ts'
import { containerStatuses, type Observed } from './container-statuses.ts'
import { podConditions } from './pod-conditions.ts'
import { podPhase } from './pod-phase.ts'

export interface StatusFacts extends Observed {
  readonly hostIp: string
  /** Why the kubelet ended the pod: `DeadlineExceeded`, `Evicted`. */
  readonly ended?: { readonly reason: string; readonly message: string }
  /** A resize that was not granted, and whether one that was is not done yet. */
  readonly resize?: { readonly pending?: PendingResize | undefined; readonly isUnderWay: boolean }
}

/** The whole status of a pod as its node sees it; conditions of others stay. Pure but for the clock. */
export function podStatus(pod: Pod, facts: StatusFacts, clock: Clock): PodStatus {
  const init = containerStatuses(pod, pod.spec.initContainers ?? [], facts, { areInit: true })
  const main = containerStatuses(pod, pod.spec.containers, facts, { areInit: false })
  const ephemeralContainers = (pod.spec.ephemeralContainers ?? []) as Container[]
  const ephemeral = containerStatuses(pod, ephemeralContainers, facts, { areInit: false })
  const phase = facts.ended ? 'Failed' : podPhase(pod, { init, main }, facts.isTerminating)
  const sandbox = facts.state.sandboxes.find(({ state }) => state === 'READY')
  const verdicts = podConditions(pod, { init, main }, { phase, hasSandbox: sandbox !== undefined })
  return {
    ...pod.status,
    phase,
    conditions: withVerdicts(pod, [...verdicts, ...resizeVerdicts(facts)], clock),
    observedGeneration: pod.metadata.generation ?? 0,
    hostIP: facts.hostIp,
    hostIPs: [{ ip: facts.hostIp }],
    ...addresses(pod, sandbox?.ips ?? [], facts.hostIp),
    startTime: pod.status?.startTime ?? timestamp(clock.now()),
    qosClass: pod.status?.qosClass ?? qosClassOf(pod),
    ...listed('initContainerStatuses', init),
    containerStatuses: main,
    ...listed('ephemeralContainerStatuses', ephemeral),
    ...(facts.ended ?? {}),
  }
}

/** Conditions that are there only while they are true. */
const resizeTypes: ReadonlySet<string> = new Set(['PodResizePending', 'PodResizeInProgress'])

function resizeVerdicts({ resize }: StatusFacts): ReturnType<typeof podConditions> {
  const { pending, isUnderWay = false } = resize ?? {}
  return [
    ...(pending ? [{ type: 'PodResizePending', status: 'True', ...pending }] : []),
    ...(isUnderWay ? [{ type: 'PodResizeInProgress', status: 'True' }] : []),
  ]
}

function withVerdicts(pod: Pod, verdicts: ReturnType<typeof podConditions>, clock: Clock): PodCondition[] {
  const isCurrent = ({ type }: PodCondition): boolean =>
    !resizeTypes.has(type) || verdicts.some((verdict) => verdict.type === type)
  let conditions: readonly PodCondition[] = (pod.status?.conditions ?? []).filter(isCurrent)
  const observedGeneration = pod.metadata.generation ?? 0
  for (const verdict of verdicts) {
    conditions = setCondition<PodCondition>(conditions, { observedGeneration, ...defined(verdict) }, clock)
  }
  return [...conditions]
}

function listed<N extends string, T>(name: N, list: readonly T[]): { [K in N]?: T[] } {
  return (list.length > 0 ? { [name]: [...list] } : {}) as { [K in N]?: T[] }
}

/** An address once known stays until the pod gets another. */
function addresses(
  pod: Pod,
  sandboxIps: readonly string[],
  hostIp: string,
): Pick<PodStatus, 'podIP' | 'podIPs'> {
  const ips = pod.spec.hostNetwork ? [hostIp] : sandboxIps
  const [first] = ips
  return first ? { podIP: first, podIPs: ips.map((ip) => ({ ip })) } : {}
}

function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}
