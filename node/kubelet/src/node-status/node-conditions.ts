import type { Node, NodeCondition } from '@knarr/api/core/v1'
import { setCondition } from '@knarr/controller'
import { type Clock, timestamp } from '@knarr/machinery'

export interface Readiness {
  readonly ready: boolean
  readonly message: string
}

const pressures = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
] as const

/** The node's conditions with this heartbeat; times of transition stay while a status does. */
export function nodeConditions(
  node: Node | undefined,
  { ready, message }: Readiness,
  clock: Clock,
): NodeCondition[] {
  const lastHeartbeatTime = timestamp(clock.now())
  let conditions: readonly NodeCondition[] = node?.status?.conditions ?? []
  for (const [type, reason, text] of pressures) {
    conditions = setCondition(
      conditions,
      { type, status: 'False', reason, message: text, lastHeartbeatTime },
      clock,
    )
  }
  const verdict = ready
    ? { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
    : { status: 'False', reason: 'KubeletNotReady', message }
  return [...setCondition(conditions, { type: 'Ready', ...verdict, lastHeartbeatTime }, clock)]
}

/** The reasons to tell of, where a condition is not what it was: `NodeReady`, `NodeHasSufficientMemory`. */
export function changedConditions(
  before: readonly NodeCondition[] = [],
  after: readonly NodeCondition[] = [],
): string[] {
  return after.flatMap(({ type, status, reason = '' }) => {
    if (before.some((old) => old.type === type && old.status === status)) return []
    if (type === 'Ready') return [status === 'True' ? 'NodeReady' : 'NodeNotReady']
    const pressure = pressures.find(([name]) => name === type)
    return pressure ? [reason.replace(/^Kubelet/, 'Node')] : []
  })
}
