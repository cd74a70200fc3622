import { podDisruptionBudgets } from '@knarr/api/policy/v1'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import { type Diagnosis, fitErrorText, newDiagnosis } from '../../framework/diagnosis.ts'
import type { Cycle, Plugin } from '../../framework/plugin.ts'
import { type Status, unresolvable, unschedulable } from '../../framework/status.ts'
import { type Candidate, pickCandidate } from './candidate.ts'
import { evictVictims } from './evict-victims.ts'
import { selectVictims } from './select-victims.ts'

const name = 'DefaultPreemption'
const notHelpful = unresolvable('Preemption is not helpful for scheduling')

const minCandidateNodesPercentage = 10
const minCandidateNodesAbsolute = 100

/** Makes room for a pod that fits nowhere by evicting pods of lower priority from one node. */
export const defaultPreemption: Plugin = {
  name,
  resources: [podDisruptionBudgets],

  postFilter(info, diagnosis, cycle) {
    const refusal = ineligibleBecause(info, diagnosis, cycle)
    if (refusal) return { status: prefixed(refusal) }
    const candidates: Candidate[] = []
    const failed = newDiagnosis(diagnosis.nodeCount)
    failed.absent = notHelpful
    const nodes = helpfulNodes(diagnosis, cycle)
    const budgets = cycle.handle.lister.list(podDisruptionBudgets)
    const enough = candidatesToFind(nodes.length)
    const offset = Math.floor(cycle.handle.random.next() * nodes.length)
    for (let i = 0; i < nodes.length && candidates.length < enough; i++) {
      const node = nodes[(offset + i) % nodes.length] as NodeInfo
      const outcome = selectVictims(info, node, cycle, budgets)
      if ('victims' in outcome) candidates.push(outcome)
      else failed.rejected.set(node.name, { status: outcome, plugin: name })
    }
    const best = pickCandidate(candidates)
    if (!best) return { nominatedNodeName: '', status: prefixed(fitErrorText(failed)) }
    evictVictims(info, best, cycle)
    return { nominatedNodeName: best.node }
  },
}

function prefixed(text: string): Status {
  return unschedulable(`preemption: ${text}`)
}

function ineligibleBecause(
  { pod, uid, priority }: PodInfo,
  { rejected }: Diagnosis,
  { snapshot, handle }: Cycle,
): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const nominated = handle.nominator.nodeOf(uid) ?? pod.status?.nominatedNodeName
  // A nomination that turned out to be hopeless does not stand in the way of another.
  if (!nominated || rejected.get(nominated)?.status.code === 'unschedulableAndUnresolvable') return undefined
  const pods = [...(snapshot.node(nominated)?.pods.values() ?? [])]
  const isWaitingForVictims = pods.some(
    (other) => other.priority < priority && other.pod.metadata.deletionTimestamp,
  )
  return isWaitingForVictims ? 'not eligible due to a terminating pod on the nominated node.' : undefined
}

function helpfulNodes({ rejected }: Diagnosis, { snapshot }: Cycle): readonly NodeInfo[] {
  const nodes: NodeInfo[] = []
  for (const [node, { status }] of rejected) {
    const info = status.code === 'unschedulable' ? snapshot.node(node) : undefined
    if (info) nodes.push(info)
  }
  return nodes
}

function candidatesToFind(nodes: number): number {
  const share = Math.floor((nodes * minCandidateNodesPercentage) / 100)
  return Math.min(nodes, Math.max(share, minCandidateNodesAbsolute))
}
