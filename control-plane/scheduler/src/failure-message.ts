import type { Status } from './framework/status.ts'

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. …` as upstream's FitError has it. */
export function failureMessage(
  nodeCount: number,
  rejected: ReadonlyMap<string, Status>,
  status?: Status,
): string {
  const start = nodeCount === 0 ? 'no nodes available to schedule pods' : `0/${nodeCount} nodes are available`
  if (nodeCount === 0) return start
  if (status) return `${start}: ${status.reasons.join(', ')}.`
  const counts = new Map<string, number>()
  for (const { reasons } of rejected.values())
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const texts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  return `${start}: ${texts.join(', ')}. ${noPreemption(nodeCount, rejected)}`
}

function noPreemption(nodeCount: number, rejected: ReadonlyMap<string, Status>): string {
  const unresolvable = [...rejected.values()].filter(
    ({ code }) => code === 'unschedulableAndUnresolvable',
  ).length
  const others = rejected.size - unresolvable
  const texts = [
    ...(others > 0 ? [`${others} No preemption victims found for incoming pod`] : []),
    ...(unresolvable > 0 ? [`${unresolvable} Preemption is not helpful for scheduling`] : []),
  ]
  return `preemption: 0/${nodeCount} nodes are available: ${texts.join(', ')}.`
}
