import type { PodDisruptionBudget } from '@knarr/api/policy/v1'
import { selectorOf } from '@knarr/machinery'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import type { Cycle } from '../../framework/plugin.ts'
import { type Status, unresolvable } from '../../framework/status.ts'
import { byImportance, type Candidate } from './candidate.ts'

const noVictims = unresolvable('No preemption victims found for incoming pod')

/**
 * The fewest and least important pods whose going would make the pod fit on the node, or why there are none.
 * Tried on a copy: everyone of lower priority goes, then as many as possible are taken back, first those
 * whose disruption budgets would be violated.
 */
export function selectVictims(
  info: PodInfo,
  node: NodeInfo,
  cycle: Cycle,
  budgets: readonly PodDisruptionBudget[],
): Candidate | Status {
  const trial = node.clone()
  const copy: Cycle = { ...cycle, state: cycle.state.clone() }
  const { handle } = cycle
  const lower = [...trial.pods.values()].filter(({ priority }) => priority < info.priority)
  if (lower.length === 0) return noVictims
  const remove = (victim: PodInfo): void => {
    trial.remove(victim.uid)
    handle.removePod(info, victim, trial, copy)
  }
  for (const victim of lower) remove(victim)
  const rejection = handle.runFilters(info, trial, copy)
  if (rejection) return rejection.status
  const isSpared = (victim: PodInfo): boolean => {
    trial.add(victim)
    handle.addPod(info, victim, trial, copy)
    const fits = !handle.runFilters(info, trial, copy)
    if (!fits) remove(victim)
    return fits
  }
  const { violating, others } = splitByBudget(lower.sort(byImportance), budgets)
  const violated = violating.filter((victim) => !isSpared(victim))
  const victims = [...violated, ...others.filter((victim) => !isSpared(victim))].sort(byImportance)
  return { node: node.name, victims, budgetViolations: violated.length }
}

interface Split {
  readonly violating: readonly PodInfo[]
  readonly others: readonly PodInfo[]
}

/** Pods in order of importance use up the disruptions their budgets allow; the rest would violate them. */
function splitByBudget(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): Split {
  const accounts = budgets.map(({ metadata, spec, status }) => ({
    namespace: metadata.namespace,
    selector: selectorOf(spec?.selector),
    disrupted: status?.disruptedPods ?? {},
    left: status?.disruptionsAllowed ?? 0,
  }))
  const violating: PodInfo[] = []
  const others: PodInfo[] = []
  for (const info of pods) {
    const { metadata } = info.pod
    // A pod without labels is in nobody's budget, and one already on its way out is paid for.
    const charged = accounts.filter(
      ({ namespace, selector, disrupted }) =>
        namespace === metadata.namespace &&
        Object.keys(metadata.labels ?? {}).length > 0 &&
        !selector.isNothing &&
        selector.matches(metadata.labels) &&
        !(metadata.name in disrupted),
    )
    let isViolation = false
    for (const account of charged) if (--account.left < 0) isViolation = true
    if (isViolation) violating.push(info)
    else others.push(info)
  }
  return { violating, others }
}
