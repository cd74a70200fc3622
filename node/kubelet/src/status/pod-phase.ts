import type { ContainerStatus, Pod } from '@knarr/api/core/v1'
import { isSidecar } from '../runtime-manager/compute-pod-actions.ts'

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

export interface Statuses {
  readonly init: readonly ContainerStatus[]
  readonly main: readonly ContainerStatus[]
}

/** The pod's phase from its containers (upstream's `getPhase`). An ended pod stays ended. */
export function podPhase({ spec, status }: Pod, { init, main }: Statuses, isTerminating: boolean): PodPhase {
  const known = status?.phase
  if (known === 'Succeeded' || known === 'Failed') return known
  const hasStarted = main.some(hasRun)
  const initState = initPhase(spec, init)
  if (initState === 'failed') return 'Failed'
  if (initState === 'pending' && !hasStarted) return 'Pending'
  return mainPhase(main, { policy: spec.restartPolicy ?? 'Always', isTerminating, hasStarted })
}

function hasRun({ state, lastState }: ContainerStatus): boolean {
  return Boolean(state?.running || state?.terminated || lastState?.terminated)
}

function mainPhase(
  main: readonly ContainerStatus[],
  { policy, isTerminating, hasStarted }: { policy: string; isTerminating: boolean; hasStarted: boolean },
): PodPhase {
  if (!isTerminating && !main.every(hasRun)) return 'Pending'
  const ended = main.flatMap(({ state }) => state?.terminated ?? [])
  if (ended.length < main.length) return hasStarted ? 'Running' : 'Failed'
  if (policy === 'Always' && !isTerminating) return 'Running'
  if (ended.every(({ exitCode }) => exitCode === 0)) return 'Succeeded'
  return policy === 'OnFailure' && !isTerminating ? 'Running' : 'Failed'
}

type InitPhase = 'done' | 'pending' | 'failed'

function initPhase(spec: Pod['spec'], init: readonly ContainerStatus[]): InitPhase {
  for (const container of spec.initContainers ?? []) {
    const status = init.find(({ name }) => name === container.name)
    const phase = isSidecar(container) ? sidecarPhase(status) : regularPhase(status, spec.restartPolicy)
    if (phase !== 'done') return phase
  }
  return 'done'
}

function sidecarPhase(status: ContainerStatus | undefined): InitPhase {
  return status?.started ? 'done' : 'pending'
}

function regularPhase(status: ContainerStatus | undefined, policy: string | undefined): InitPhase {
  const ended = status?.state?.terminated
  if (!ended) return 'pending'
  if (ended.exitCode === 0) return 'done'
  return policy === 'Never' ? 'failed' : 'pending'
}
