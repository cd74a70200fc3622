import type { ContainerStatus, Pod, PodCondition } from '@knarr/api/core/v1'
import { isSidecar } from '../runtime-manager/compute-pod-actions.ts'
import type { PodPhase, Statuses } from './pod-phase.ts'

type Verdict = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>

/** The conditions the kubelet owns, without their times (upstream's `pkg/kubelet/status/generate.go`). */
export function podConditions(
  pod: Pod,
  statuses: Statuses,
  facts: { phase: PodPhase; hasSandbox: boolean },
): Verdict[] {
  const containersReady = containersReadyCondition(pod, statuses, facts.phase)
  return [
    { type: 'PodReadyToStartContainers', status: facts.hasSandbox ? 'True' : 'False' },
    initializedCondition(pod, statuses, facts.phase),
    readyCondition(pod, containersReady),
    containersReady,
    { type: 'PodScheduled', status: 'True' },
  ]
}

function initializedCondition(pod: Pod, { init, main }: Statuses, phase: PodPhase): Verdict {
  const type = 'Initialized'
  const hasRun = main.some(
    ({ state, lastState }) => state?.running || state?.terminated || lastState?.terminated,
  )
  const unfinished = (pod.spec.initContainers ?? []).filter((container) => {
    const status = init.find(({ name }) => name === container.name)
    return isSidecar(container) ? !status?.started : !status?.ready
  })
  if (unfinished.length === 0 || hasRun) {
    return phase === 'Succeeded' ? { type, status: 'True', reason: 'PodCompleted' } : { type, status: 'True' }
  }
  const message = `containers with incomplete status: [${unfinished.map(({ name }) => name).join(' ')}]`
  return { type, status: 'False', reason: 'ContainersNotInitialized', message }
}

function containersReadyCondition(pod: Pod, { init, main }: Statuses, phase: PodPhase): Verdict {
  const type = 'ContainersReady'
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar)
  const needed = [...sidecars, ...pod.spec.containers]
  const find = (name: string): ContainerStatus | undefined =>
    [...init, ...main].find((status) => status.name === name)
  const unready = needed.filter(({ name }) => !find(name)?.ready).map(({ name }) => name)
  if (unready.length === 0) return { type, status: 'True' }
  return {
    type,
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  }
}

function readyCondition(pod: Pod, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' }
  const missing = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType)
    if (!condition)
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    return condition.status === 'True'
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`]
  })
  if (missing.length === 0) return { type: 'Ready', status: 'True' }
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: missing.join(', ') }
}
