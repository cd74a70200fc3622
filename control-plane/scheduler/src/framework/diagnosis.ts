import type { Rejection, Status } from './status.ts'

/** Why a pod fits nowhere (`framework.Diagnosis`). */
export interface Diagnosis {
  readonly nodeCount: number
  /** Why each node that was looked at was rejected. */
  readonly rejected: Map<string, Rejection>
  /** Stands for nodes a preFilter left out. */
  absent: Status | undefined
  /** A preFilter rejected the pod whatever the node. */
  preFilter: Status | undefined
  /** Whose change of mind is waited for. */
  readonly unschedulablePlugins: Set<string>
}

export function newDiagnosis(nodeCount: number): Diagnosis {
  return {
    nodeCount,
    rejected: new Map(),
    absent: undefined,
    preFilter: undefined,
    unschedulablePlugins: new Set(),
  }
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. …` as upstream's FitError. */
export function fitErrorText(diagnosis: Diagnosis, postFilterText = ''): string {
  const { nodeCount, preFilter } = diagnosis
  if (nodeCount === 0) return 'no nodes available to schedule pods'
  const reasons = preFilter ? preFilter.reasons.join(', ') : countedReasons(diagnosis)
  const start = `0/${nodeCount} nodes are available${reasons ? `: ${reasons}.` : ':'}`
  return postFilterText ? `${start} ${postFilterText}` : start
}

function countedReasons({ nodeCount, rejected, absent }: Diagnosis): string {
  const counts = new Map<string, number>()
  const count = (reason: string, by: number) => counts.set(reason, (counts.get(reason) ?? 0) + by)
  for (const { status } of rejected.values()) for (const reason of status.reasons) count(reason, 1)
  const missing = nodeCount - rejected.size
  if (missing > 0) for (const reason of absent?.reasons ?? []) count(reason, missing)
  return [...counts]
    .map(([reason, times]) => `${times} ${reason}`)
    .sort()
    .join(', ')
}
