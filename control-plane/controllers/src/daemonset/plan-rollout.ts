import type { Pod } from '@knarr/api/core/v1'
import {
  type DaemonView,
  isUpdated,
  type NodeView,
  type RolloutLimits,
  rolloutLimits,
} from './daemon-view.ts'
import { isAvailableIn } from './plan-daemons.ts'

export interface RolloutPlan {
  readonly remove: readonly Pod[]
  readonly create: readonly string[]
}

/** How far the rollout has come on a node: `outdated` runs well, `broken` does not, both from an old template. */
type Stage = 'updated' | 'outdated' | 'broken' | 'unavailable' | 'surging' | 'surged'

interface StagedNode {
  readonly node: NodeView
  readonly old: Pod | undefined
  readonly stage: Stage
}

/** Replaces old pods, within what the strategy lets be unavailable or be there twice. */
export function planRollout(view: DaemonView): RolloutPlan {
  const limits = rolloutLimits(view)
  const staged = view.nodes
    .filter(({ shouldRun, pods }) => shouldRun || pods.length > 0)
    .map((node) => stageOf(node, view))
  return limits.maxSurge > 0 ? planSurge(staged, limits) : planReplacement(staged, limits)
}

function stageOf(node: NodeView, view: DaemonView): StagedNode {
  const staying = node.pods.filter(({ metadata }) => !metadata.deletionTimestamp)
  const [fresh, ...otherFresh] = staying.filter((pod) => isUpdated(pod, view))
  const [old, ...otherOld] = staying.filter((pod) => !isUpdated(pod, view))
  const isDoubled = otherFresh.length > 0 || otherOld.length > 0
  const isFine = (pod: Pod | undefined): boolean => pod !== undefined && isAvailableIn(pod, view)
  if (isDoubled) return { node, old, stage: 'surging' }
  if (fresh && old) return { node, old, stage: isFine(fresh) ? 'surged' : 'surging' }
  if (old) return { node, old, stage: isFine(old) ? 'outdated' : 'broken' }
  return { node, old, stage: isFine(fresh) ? 'updated' : 'unavailable' }
}

/** Old pods that are unavailable anyway go at once, others as far as `maxUnavailable` allows. */
function planReplacement(staged: readonly StagedNode[], { maxUnavailable }: RolloutLimits): RolloutPlan {
  const isRunning = ({ stage }: StagedNode): boolean => stage === 'updated' || stage === 'outdated'
  const unavailable = staged.filter((node) => !isRunning(node)).length
  const allowed = Math.max(0, maxUnavailable - unavailable)
  const outdated = oldPods(staged, 'outdated').slice(0, allowed)
  return { remove: [...oldPods(staged, 'broken'), ...outdated], create: [] }
}

/** New pods join the old ones on up to `maxSurge` nodes; an old one goes once the new one is available. */
function planSurge(staged: readonly StagedNode[], { maxSurge }: RolloutLimits): RolloutPlan {
  const surging = staged.filter(({ stage }) => stage === 'surging').length
  const broken = staged.filter(({ stage }) => stage === 'broken')
  const misplaced = broken.filter(({ node }) => !node.shouldRun)
  const urgent = broken.filter(({ node }) => node.shouldRun)
  const candidates = staged.filter(({ stage }) => stage === 'outdated')
  const next = [...urgent, ...candidates.slice(0, Math.max(0, maxSurge - surging))]
  return {
    remove: [...oldPods(staged, 'surged'), ...oldPods(misplaced, 'broken')],
    create: next.map(({ node }) => node.name),
  }
}

function oldPods(staged: readonly StagedNode[], wanted: Stage): Pod[] {
  return staged.flatMap(({ stage, old }) => (stage === wanted && old ? [old] : []))
}
